package io.imagesync.files;

import java.io.IOException;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Folders that we write to: nobody else on this host may make us write somewhere else.
public final class SafeFolders {
    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rwxr-x---");
    private static final int STICKY = 01000;

    private SafeFolders() {}

    /// The folder, made with mode 750 if it is missing.
    public static void prepare(Path folder) throws UnusableFileException {
        try {
            if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(MODE));
                SafeFiles.setMode(folder, MODE);
            }
            checkWritable(folder);
        } catch (IOException e) {
            throw UnusableFileException.of(
                    e,
                    "cannot create the folder " + folder,
                    SafeFiles.remedy(e, folder, "create it by hand or choose another one"));
        }
    }

    /// Whether [#prepare] would succeed, as far as that can be known without making anything.
    ///
    /// @return whether the folder is there already
    public static boolean examine(Path folder) throws UnusableFileException {
        Path there = folder;
        while (there != null && !Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
            there = there.getParent();
        }
        try {
            checkWritable(there == null ? folder : there);
        } catch (IOException e) {
            throw UnusableFileException.of(
                    e, "cannot use the folder " + there, "create it by hand or choose another one");
        }
        return folder.equals(there);
    }

    /// The folder that a file is to be in.
    public static void checkParent(Path file) throws UnusableFileException {
        try {
            check(SafeFiles.parent(file));
        } catch (IOException e) {
            throw UnusableFileException.of(e, "cannot use the folder of " + file, "create it or choose another one");
        }
    }

    private static void checkWritable(Path folder) throws IOException {
        check(folder);
        try {
            folder.getFileSystem().provider().checkAccess(folder, AccessMode.WRITE);
        } catch (IOException e) {
            throw UnusableFileException.of(
                    e,
                    "cannot write to the folder " + folder,
                    SafeFiles.remedy(e, folder, "run as root or change its owner"));
        }
    }

    private static void check(Path folder) throws IOException {
        if (!SafeFiles.isThere(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new UnusableFileException("the folder " + folder + " is missing", "create it or choose another one");
        }
        if (!SafeFiles.isThere(folder) || !(Boolean) Files.getAttribute(folder, "isDirectory")) {
            throw new UnusableFileException(folder + " is not a folder", "move it away or choose another folder");
        }
        int mode = (Integer) Files.getAttribute(folder, "unix:mode");
        if ((mode & 0002) != 0 && (mode & STICKY) == 0) {
            throw new UnusableFileException(
                    "the folder " + folder + " is writable by everybody", "chmod o-w " + folder);
        }
    }

    /// Not a link, whatever it leads to; what is not there is none.
    public static void checkNoLink(Path folder) throws UnusableFileException {
        if (Files.isSymbolicLink(folder)) {
            throw new UnusableFileException(folder + " is a link", "name the folder that it points to");
        }
    }
}
