package io.imagesync.report;

import java.io.IOException;

/// A file or folder of this host that cannot be used, with what to do about it.
public final class UnusableFileException extends IOException {
    private final String remedy;

    public UnusableFileException(String what, String remedy) {
        super(what);
        this.remedy = remedy;
    }

    public String remedy() {
        return remedy;
    }
}
