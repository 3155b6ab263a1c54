package io.imagesync.archive;

import io.imagesync.files.SafeFiles;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.NotRelayed;
import io.imagesync.model.PullFailure;
import io.imagesync.model.Texts;
import java.io.IOException;

/// The words for an archive that is refused. What was written by others is made fit to be shown.
final class Broken {
    private static final int SHOWN = 120;

    private Broken() {}

    static UnusableFileException archive(String where, String what) {
        return new UnusableFileException(
                where + " cannot be used: " + what, "create it again, and check that the copy is complete (sha256sum)");
    }

    static UnusableFileException unreadable(String where, IOException e) {
        return e instanceof UnusableFileException known
                ? known
                : new UnusableFileException(
                        "cannot read " + where + ": " + SafeFiles.reason(e), "check the file and its disk");
    }

    /// Of an image whose content cannot be had.
    static PullFailure content(String what) {
        return new NotRelayed(NotRelayed.Why.SOURCE_FAILED, what);
    }

    static String shown(String text) {
        return Texts.printable(text, SHOWN);
    }
}
