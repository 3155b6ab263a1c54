package io.imagesync.lab.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;

/// What an OpenSSH client needs to log in to nodes, in a folder: a key, a configuration with an alias for each node,
/// the nodes' host keys, and `bin/ssh`, which runs the real client with that configuration.
///
/// image-sync sees these nodes when its SSH_OPTIONS are `-F` and [#config()].
public final class SshFiles {
    private final Path folder;
    private final KeyPair key = Keys.generate();

    private SshFiles(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    /// Writes the files; nodes are to be added.
    public static SshFiles in(Path folder) throws IOException {
        SshFiles files = new SshFiles(folder);
        Files.createDirectories(files.binFolder());
        Files.writeString(files.knownHosts(), "");
        files.writeKey();
        files.writeConfiguration();
        files.writeWrapper();
        return files;
    }

    private void writeKey() throws IOException {
        Path file = Files.createFile(
                identity(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream out = Files.newOutputStream(file)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "image-sync lab", null, out);
        } catch (GeneralSecurityException e) {
            throw new IOException("the key cannot be written", e);
        }
    }

    private void writeConfiguration() throws IOException {
        Files.writeString(config(), """
                Host *
                  User sync
                  IdentityFile "%s"
                  IdentitiesOnly yes
                  UserKnownHostsFile "%s"
                  GlobalKnownHostsFile /dev/null
                  StrictHostKeyChecking yes
                  BatchMode yes
                  LogLevel ERROR
                """.formatted(identity(), knownHosts()));
    }

    private void writeWrapper() throws IOException {
        Files.writeString(wrapper(), """
                #!/bin/sh
                exec /usr/bin/ssh -F '%s' "$@"
                """.formatted(config().toString().replace("'", "'\\''")));
        Files.setPosixFilePermissions(wrapper(), PosixFilePermissions.fromString("rwx------"));
    }

    /// Makes a node known under its name.
    public void add(EmbeddedNode node) throws IOException {
        addAlias(node.name(), node.address(), node.port());
        trust(node.address(), node.port(), node.hostKey());
    }

    /// Makes an alias for an address, whose host key is not known by that.
    public void addAlias(String alias, String address, int port) throws IOException {
        append(config(), "Host " + alias + "\n  HostName " + address + "\n  Port " + port + "\n");
    }

    /// Accepts a host key for an address, beside those that are accepted already.
    public void trust(String address, int port, PublicKey hostKey) throws IOException {
        String host = port == 22 ? address : "[" + address + "]:" + port;
        append(knownHosts(), host + " " + PublicKeyEntry.toString(hostKey) + "\n");
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }

    /// A command that runs the real client with these files.
    public ProcessBuilder ssh(String... arguments) {
        List<String> command = new ArrayList<>(List.of(wrapper().toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    /// The key that the client logs in with.
    public PublicKey publicKey() {
        return key.getPublic();
    }

    public Path config() {
        return folder.resolve("ssh_config");
    }

    public Path knownHosts() {
        return folder.resolve("known_hosts");
    }

    public Path identity() {
        return folder.resolve("id_ecdsa");
    }

    public Path binFolder() {
        return folder.resolve("bin");
    }

    public Path wrapper() {
        return binFolder().resolve("ssh");
    }

    /// A PATH that has [#binFolder()] first.
    public String path() {
        String path = System.getenv("PATH");
        return binFolder() + ":" + (path == null ? "/usr/bin:/bin" : path);
    }
}
