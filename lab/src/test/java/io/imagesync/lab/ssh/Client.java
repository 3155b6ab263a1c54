package io.imagesync.lab.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.e2e.Await;
import io.imagesync.lab.e2e.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// What the user who runs image-sync in a [Room] has for OpenSSH: `~/.ssh`, and `/etc/ssh/ssh_config`.
final class Client {
    private final Room room;

    Client(Room room) {
        this.room = room;
    }

    Path file(String name) {
        return room.home().resolve(".ssh").resolve(name);
    }

    /// Makes a key below `~/.ssh`.
    Path key(String name, String type, String passphrase) {
        Path file = file(name);
        room.output("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", name, "-f", file.toString());
        return file;
    }

    static Path publicKey(Path key) {
        return Path.of(key + ".pub");
    }

    /// Signs a public key, as `ssh-keygen -s`; the certificate lies beside it.
    void sign(Path authority, Path key, String... options) {
        List<String> words = new ArrayList<>(List.of("ssh-keygen", "-q", "-s", authority.toString()));
        words.addAll(List.of("-I", "of-the-lab"));
        words.addAll(List.of(options));
        words.add(publicKey(key).toString());
        room.output(words.toArray(String[]::new));
    }

    /// Adds lines to `~/.ssh/config`.
    void config(String lines) throws IOException {
        append(file("config"), lines);
    }

    /// Adds lines to `/etc/ssh/ssh_config`.
    void systemConfig(String lines) throws IOException {
        append(room.etcSsh().resolve("ssh_config"), lines);
    }

    /// Adds a line to `~/.ssh/known_hosts`.
    void knows(String line) throws IOException {
        append(file("known_hosts"), line + "\n");
    }

    private static void append(Path file, String lines) throws IOException {
        Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /// Runs `ssh NODE crictl images`, where the program asks nobody.
    Ended ssh(String node, String... options) {
        List<String> words = new ArrayList<>(List.of("ssh"));
        words.addAll(List.of(options));
        words.addAll(List.of(node, "crictl images"));
        return room.run(words.toArray(String[]::new));
    }

    /// The scenario itself: the plain client gets what each node has.
    void plainSshWorks(List<String> nodes, String... options) {
        for (String node : nodes) {
            Ended ended = ssh(node, options);
            assertThat(ended.exitCode()).as(ended.stderr()).isZero();
            assertThat(ended.stdout()).contains(RealSshd.onlyOn(node));
        }
    }

    /// The scenario itself: the plain client fails, with words among others.
    void plainSshFails(String node, String words) {
        Ended ended = ssh(node);
        assertThat(ended.exitCode()).isEqualTo(255);
        assertThat(ended.stderr()).contains(words);
    }

    /// The clients that run, as [Room#processes] tells them: also those that stay behind with a connection.
    List<String> running() {
        return room.processes("(\\S*/)?ssh[: ]|\\S*/ld-linux\\S* .*/ssh ");
    }

    /// Has an agent serve the user.
    void agent() {
        Path socket = room.folder().resolve("agent");
        room.background("ssh-agent", "-D", "-a", socket.toString());
        Await.until("the agent", () -> Files.exists(socket), there -> there);
        room.environment("SSH_AUTH_SOCK", socket.toString());
    }

    void addToAgent(Path key, String passphrase) throws IOException {
        Path answer = Room.script(room.bin().resolve("answer"), "#!/bin/sh\necho '" + passphrase + "'\n");
        room.output("env", "SSH_ASKPASS=" + answer, "SSH_ASKPASS_REQUIRE=force", "ssh-add", "-q", key.toString());
    }

    /// Has a program that says no ask the user, and gives the file that is there once it did.
    Path askpass() throws IOException {
        Path asked = room.folder().resolve("asked");
        Path program = Room.script(
                room.bin().resolve("askpass"), "#!/bin/sh\necho \"$*\" >>'" + asked + "'\necho no\nexit 1\n");
        room.environment("DISPLAY", ":0");
        room.environment("SSH_ASKPASS", program.toString());
        room.environment("SSH_ASKPASS_REQUIRE", "force");
        return asked;
    }
}
