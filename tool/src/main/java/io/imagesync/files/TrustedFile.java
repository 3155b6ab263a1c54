package io.imagesync.files;

import io.imagesync.model.ShellQuote;
import io.imagesync.model.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/// A file that a human wrote for us, read when it can be trusted: a regular file of a bounded size that belongs to root
/// or to the user who runs this. Links are followed; what counts is the file that they lead to.
public enum TrustedFile {
    /// Says which commands run: nobody else may write it, or own a folder that has it or a link to it.
    CONFIGURATION(
            0022,
            "can be written by others than its owner",
            "chmod go-w ",
            "name a text file",
            "name a configuration file",
            "check the file and its file system"),
    /// Has secrets: nobody else may read or write it.
    CREDENTIALS(
            0066,
            "can be read or written by others than its owner",
            "chmod 600 ",
            "name a file of credentials",
            "name a file of credentials",
            "check its owner and the disk"),
    /// Is run: the same as for the configuration.
    PROGRAM(
            0022,
            "can be written by others than its owner",
            "chmod go-w ",
            "name a program",
            "",
            "check its owner and the disk"),
    /// Says which programs `kubectl` runs, and may have secrets.
    KUBECONFIG(
            0022,
            "can be written by others than its owner",
            "chmod go-w ",
            "name a kubeconfig file",
            "",
            "check its owner and the disk");

    /// Bytes; larger files are refused.
    private static final int MAX_BYTES = 1 << 20;
    private static final int ROOT = 0;
    private static final int GROUP_READS = 0040;

    private final int forbidden;
    private final String open;
    private final String closing;
    private final String regular;
    private final String smaller;
    private final String readable;

    /// @param forbidden bits of the mode
    /// @param open what is wrong when it has one of them
    /// @param closing the command that takes them away
    /// @param regular what to do about one that is no file
    /// @param smaller what to do about one that is too large
    /// @param readable what to do about one that cannot be read
    TrustedFile(int forbidden, String open, String closing, String regular, String smaller, String readable) {
        this.forbidden = forbidden;
        this.open = open;
        this.closing = closing;
        this.regular = regular;
        this.smaller = smaller;
        this.readable = readable;
    }

    /// It cannot be trusted or read.
    public static final class Refused extends Exception {
        private final transient Path file;
        private final String remedy;

        Refused(Path file, String what, String remedy) {
            super(what);
            this.file = file;
            this.remedy = remedy;
        }

        /// It, or its folder.
        public Path file() {
            return file;
        }

        public String remedy() {
            return remedy;
        }
    }

    /// Owner, mode and identity of what a name leads to.
    private record Facts(boolean regular, int owner, int mode, Object identity) {
        /// What the compiler makes of records is made anew in each run, which costs 5 ms.
        boolean isLike(Facts other) {
            return regular == other.regular
                    && owner == other.owner
                    && mode == other.mode
                    && identity.equals(other.identity);
        }

        static Facts of(Path file) throws IOException {
            Map<String, Object> is =
                    Files.readAttributes(file, "unix:isRegularFile,uid,mode,fileKey", LinkOption.NOFOLLOW_LINKS);
            return new Facts(
                    Boolean.TRUE.equals(is.get("isRegularFile")),
                    (Integer) Objects.requireNonNull(is.get("uid")),
                    (Integer) Objects.requireNonNull(is.get("mode")),
                    Objects.requireNonNull(is.get("fileKey")));
        }
    }

    /// The facts are taken before opening, so that a FIFO is never opened, and again while it is open, so that they are
    /// those of the opened file.
    public byte[] read(Path file) throws Refused, NoSuchFileException {
        try {
            Path real = file.toRealPath();
            Facts before = Facts.of(real);
            check(file, real, before);
            try (SeekableByteChannel opened =
                            Files.newByteChannel(real, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
                    InputStream in = Channels.newInputStream(opened)) {
                if (!Facts.of(real).isLike(before)) {
                    throw new Refused(file, "was replaced while it was read", "run again");
                }
                byte[] bytes = in.readNBytes(MAX_BYTES + 1);
                if (bytes.length > MAX_BYTES) {
                    throw new Refused(file, "is larger than 1 MiB", smaller);
                }
                return bytes;
            }
        } catch (NoSuchFileException e) {
            throw e;
        } catch (AccessDeniedException _) {
            throw new Refused(file, "may not be read by this user", "run as its owner, or as root");
        } catch (IOException e) {
            throw new Refused(
                    file,
                    "cannot be read: " + SafeFiles.reason(e),
                    SafeFiles.remedy(e, SafeFiles.parent(file), readable));
        }
    }

    /// That a program may be run: it is there, and nobody but root and the user who runs this can have changed it.
    public static void checkProgram(Path file) throws UnusableFileException {
        PROGRAM.check(file);
        if (!Files.isExecutable(file)) {
            throw new UnusableFileException(file + " is not executable", "run: chmod u+x " + quoted(file));
        }
    }

    /// That `kubectl` may be given a file: it is there, and nobody but root and the user who runs this can have changed
    /// it.
    ///
    /// @param warnings is told when everybody can read it
    public static void checkKubeconfig(Path file, Consumer<String> warnings) throws UnusableFileException {
        Facts facts = KUBECONFIG.check(file);
        if ((facts.mode & 0004) != 0) {
            warnings.accept(file + " can be read by everybody and may contain secrets; run: chmod o-r " + quoted(file));
        }
    }

    private Facts check(Path file) throws UnusableFileException {
        try {
            Path real = file.toRealPath();
            Facts facts = Facts.of(real);
            check(file, real, facts);
            SafeFolders.checkParent(real);
            return facts;
        } catch (Refused e) {
            throw new UnusableFileException(e.file() + " " + e.getMessage(), e.remedy());
        } catch (IOException e) {
            String remedy = e instanceof NoSuchFileException ? regular : readable;
            throw UnusableFileException.of(e, "cannot use " + file, remedy);
        }
    }

    private void check(Path file, Path real, Facts facts) throws IOException, Refused {
        if (!facts.regular) {
            throw new Refused(file, "is not a regular file", regular);
        }
        int user = uid(Path.of("/proc/self"));
        if (this != CREDENTIALS) {
            for (Path one : List.of(real, SafeFiles.parent(real), SafeFiles.parent(file))) {
                checkOwner(one, uid(one), user);
            }
        } else if (facts.owner != ROOT && facts.owner != user) {
            throw new Refused(
                    file,
                    "belongs to another user",
                    "name a copy of your own, or run: chown " + (user == ROOT ? "root" : user) + " " + quoted(file));
        }
        // A file of root's that others cannot read is ours by its group only, as a Secret of Kubernetes is.
        boolean byGroup = facts.owner == ROOT && user != ROOT;
        if ((facts.mode & (byGroup ? forbidden & ~GROUP_READS : forbidden)) != 0) {
            throw new Refused(file, open, "run: " + closing + quoted(file));
        }
    }

    private static void checkOwner(Path one, int owner, int user) throws Refused {
        if (owner != ROOT && owner != user) {
            throw new Refused(
                    one,
                    "belongs to user " + owner + ", neither to root nor to the user who runs this",
                    "run: chown root " + quoted(one));
        }
    }

    private static int uid(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:uid");
    }

    private static String quoted(Path file) {
        return ShellQuote.word(Texts.printable(file.toString(), 4096));
    }
}
