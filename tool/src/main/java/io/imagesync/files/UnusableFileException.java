package io.imagesync.files;

import io.imagesync.model.Texts;
import java.io.IOException;

/// A file or folder of this host that cannot be used, with what to do about it.
public final class UnusableFileException extends IOException {
    private final String remedy;

    public UnusableFileException(String what, String remedy) {
        super(what);
        this.remedy = remedy;
    }

    /// @param e why; when it is one of these already, that is the one
    static UnusableFileException of(IOException e, String what, String remedy) {
        return e instanceof UnusableFileException known
                ? known
                : new UnusableFileException(what + ": " + SafeFiles.reason(e), remedy);
    }

    /// The words of an output that could not write.
    public static String words(Throwable e) {
        return e.getCause() instanceof UnusableFileException unusable
                ? unusable.getMessage() + "; " + unusable.remedy()
                : Texts.printable(e instanceof Error ? e.toString() : String.valueOf(e.getMessage()), 300);
    }

    public String remedy() {
        return remedy;
    }
}
