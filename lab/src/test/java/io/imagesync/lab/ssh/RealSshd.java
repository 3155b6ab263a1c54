package io.imagesync.lab.ssh;

import io.imagesync.lab.e2e.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// Debian's sshd at port 22 of an address of a [Room], with a stand-in for crictl in the `PATH` of its sessions.
final class RealSshd {
    private final Path folder;
    private final String name;
    private final String address;
    private final Path log;

    private RealSshd(Path folder, String name, String address, Path log) {
        this.folder = folder;
        this.name = name;
        this.address = address;
        this.log = log;
    }

    /// One that `/etc/hosts` knows by its name, and that lets root in with the key that its home has at the start.
    ///
    /// @param settings lines of sshd_config; they come first, so they win
    static RealSshd start(Room room, String name, String address, String... settings) throws IOException {
        room.knows(address, name);
        return startWithin(List.of(), room, name, address, settings);
    }

    /// One that nobody knows by name.
    ///
    /// @param within words that start a command where it listens
    static RealSshd startWithin(List<String> within, Room room, String name, String address, String... settings)
            throws IOException {
        Path folder = folder(room, name);
        Crictl.install(folder.resolve("crictl"));
        Crictl.holds(folder.resolve("crictl"), onlyOn(name));
        Path hostKey = folder.resolve("host_key");
        if (!Files.exists(hostKey)) {
            newHostKey(room, name);
        }
        Path authorized = folder.resolve("authorized_keys");
        Path key = room.home().resolve(".ssh/id_ed25519.pub");
        Files.writeString(authorized, Files.exists(key) ? Files.readString(key) : "");
        Path config = folder.resolve("sshd_config");
        List<String> lines = new ArrayList<>(List.of(settings));
        lines.addAll(List.of(
                "ListenAddress " + address + ":22",
                "HostKey " + hostKey,
                "AuthorizedKeysFile " + authorized,
                "PidFile none",
                "StrictModes no",
                "UsePAM no",
                "UseDNS no",
                "PrintMotd no",
                "PermitRootLogin yes",
                "PasswordAuthentication no",
                "KbdInteractiveAuthentication no",
                "PerSourceMaxStartups none",
                "MaxStartups 1000",
                "LogLevel VERBOSE",
                "SetEnv PATH=" + folder.resolve("crictl") + ":/usr/bin:/bin"));
        Files.write(config, lines);
        List<String> words = new ArrayList<>(within);
        words.addAll(List.of("/usr/sbin/sshd", "-D", "-e", "-f", config.toString()));
        Path log = room.background(words.toArray(String[]::new));
        RealSshd sshd = new RealSshd(folder, name, address, log);
        Await.until("sshd to listen", sshd::log, said -> said.contains("Server listening"));
        return sshd;
    }

    /// Makes the host key of one that is yet to be started.
    static Path newHostKey(Room room, String name) throws IOException {
        Path file = Files.createDirectories(folder(room, name)).resolve("host_key");
        room.output("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file.toString());
        return file;
    }

    private static Path folder(Room room, String name) {
        return room.folder().resolve("sshd").resolve(name);
    }

    /// The image that no other node has.
    static String onlyOn(String node) {
        return ImageSync.PREFIX + "/only-on-" + node + ":1.0";
    }

    String name() {
        return name;
    }

    /// Gives it an image.
    void holds(String image) throws IOException {
        Crictl.holds(folder.resolve("crictl"), image);
    }

    /// What its crictl was asked, a line for each time.
    List<String> asked() throws IOException {
        Path calls = folder.resolve("crictl/calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    /// Has pulls take five minutes.
    void pullsSlowly() throws IOException {
        Files.writeString(folder.resolve("crictl/slow"), "");
    }

    /// Lets a key in, besides those that it lets in already.
    void authorizes(Path publicKey) throws IOException {
        Files.writeString(folder.resolve("authorized_keys"), Files.readString(publicKey), StandardOpenOption.APPEND);
    }

    /// A line of known_hosts for it.
    String knownHost() throws IOException {
        return knownHost(name + "," + address);
    }

    String knownHost(String names) throws IOException {
        return names + " " + Files.readString(folder.resolve("host_key.pub")).strip();
    }

    /// What it said, a line for each.
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How often somebody was let in.
    long logins() {
        return log().lines().filter(line -> line.startsWith("Accepted ")).count();
    }
}
