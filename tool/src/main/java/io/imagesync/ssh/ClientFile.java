package io.imagesync.ssh;

import io.imagesync.files.SafeFiles;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.SshOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// The configuration that `ssh` is given with `-F`. The first value of a keyword wins: what must hold comes before what
/// the user and the system configured, our defaults after it. The `ssh` of a ProxyJump is given the same file.
final class ClientFile {
    /// No prompt, no terminal, nothing but our command and forwardings, nothing shared with other `ssh`.
    private static final String MUST_HOLD = """
            BatchMode yes
            RequestTTY no
            ForwardAgent no
            ForwardX11 no
            ClearAllForwardings yes
            RemoteCommand none
            PermitLocalCommand no
            VisualHostKey no
            ControlMaster no
            ControlPath none
            ControlPersist no
            Tunnel no
            AddKeysToAgent no
            StreamLocalBindMask 0177
            EscapeChar none
            """;
    /// The same, since OpenSSH 8.7.
    private static final String SINCE_8_7 = """
            ForkAfterAuthentication no
            StdinNull no
            SessionType default
            """;
    private static final String DEFAULTS = """
            Host *
            UpdateHostKeys no
            ServerAliveInterval 15
            """;

    private static final Path USER = Path.of(System.getProperty("user.home"), ".ssh", "config");
    /// The second is where SUSE keeps the file that its packages bring.
    private static final List<Path> SYSTEM =
            List.of(Path.of("/etc/ssh/ssh_config"), Path.of("/usr/etc/ssh/ssh_config"));
    private static final Set<PosixFilePermission> OTHERS_WRITE =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private ClientFile() {}

    /// OpenSSH 9.0 to 9.8 prefers sntrup761x25519, which costs the client 77 ms of processor time in place
    /// of the 12 of curve25519. Later ones have mlkem768x25519 too, and keep their own order.
    ///
    /// @param ssh that is to read it
    /// @param places for copies of files that it is to read
    /// @throws UnusableFileException when a file that is to be included cannot be trusted or read
    static String text(SshOptions options, Path ssh, Supplier<Path> places) throws IOException {
        String program = program(ssh);
        boolean slow = program.contains("sntrup761x25519-sha512") && !program.contains("mlkem768x25519-sha256");
        String timeout =
                "ConnectTimeout " + Math.max(1, options.connectTimeout().toSeconds()) + "\n";
        return MUST_HOLD
                + (program.contains("forkafterauthentication") ? SINCE_8_7 : "")
                + (options.connectTimeoutWins() ? timeout : "")
                + (options.clientConfig().isPresent()
                        ? named(options.clientConfig().get())
                        : users(USER) + systems(SYSTEM, places))
                + DEFAULTS
                + timeout
                + (slow ? "KexAlgorithms ^curve25519-sha256\n" : "");
    }

    /// What the program knows: its keywords and algorithms stand in it as text, and to look there costs
    /// less than to start it and ask. In place of a script the `ssh` of the system is looked at; where
    /// that is none either, it is taken for one of OpenSSH 8.7 to 9.8.
    private static String program(Path ssh) throws IOException {
        for (Path file : List.of(ssh, SshConnector.SYSTEM_SSH)) {
            String text = Files.isReadable(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
            if (text.startsWith("\u007fELF")) {
                return text;
            }
        }
        return "forkafterauthentication sntrup761x25519-sha512";
    }

    private static String named(Path file) throws UnusableFileException {
        if (file.equals(Path.of("none"))) {
            return "";
        }
        if (!Files.isReadable(file)) {
            throw new UnusableFileException("cannot read " + file, "correct -F in SSH_OPTIONS");
        }
        return include(file.toAbsolutePath());
    }

    private static String include(Path file) {
        return "Include \"" + file + "\"\n";
    }

    /// `ssh` refuses a configuration of the user's that others can write to, but not one that is included.
    static String users(Path file) throws IOException {
        if (!SafeFiles.isThere(file)) {
            return "";
        }
        if (!Collections.disjoint(Files.getPosixFilePermissions(file), OTHERS_WRITE)) {
            throw new UnusableFileException(file + " is writable by others", "chmod go-w " + file);
        }
        return include(file);
    }

    /// The first of them that is there.
    static String systems(List<Path> files, Supplier<Path> places) throws IOException {
        for (Path file : files) {
            if (SafeFiles.isThere(file)) {
                String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
                String whole = new Includes(file.resolveSibling(""), places).whole(text);
                return whole.equals(text) ? include(file) : whole + "\n";
            }
        }
        return "";
    }

    /// What comes before the rest where no key may be written down: no host is taken whose key is not known,
    /// but for some of the jump hosts, whose keys are judged as configured, and thrown away.
    ///
    /// @param config the rest
    /// @param jumps their names as `ssh` was given them
    /// @param thrownAway file for their keys
    static String strict(Path config, Set<String> jumps, Path thrownAway) {
        String names = String.join(" ", jumps);
        return (jumps.isEmpty() ? "" : "Host " + names + "\nUserKnownHostsFile " + thrownAway + "\n")
                + (jumps.isEmpty() ? "Host *\n" : "Host * !" + names.replace(" ", " !") + "\n")
                + "StrictHostKeyChecking yes\nUpdateHostKeys no\nHost *\n" + include(config);
    }
}
