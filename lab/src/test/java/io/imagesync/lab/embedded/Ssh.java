package io.imagesync.lab.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A command run through the real OpenSSH client; its stdin stays open until it is closed here.
final class Ssh implements AutoCloseable {
    private static final int LIMIT_SECONDS = 60;

    private final Process process;
    private final CompletableFuture<byte[]> stdout;
    private final CompletableFuture<byte[]> stderr;

    private Ssh(Process process) {
        this.process = process;
        this.stdout = CompletableFuture.supplyAsync(() -> readAll(process.getInputStream()), Ssh::inThread);
        this.stderr = CompletableFuture.supplyAsync(() -> readAll(process.getErrorStream()), Ssh::inThread);
    }

    /// How a command ended.
    record Ended(int exitCode, String stdout, String stderr) {}

    static Ssh start(SshFiles files, String... arguments) throws IOException {
        return new Ssh(files.ssh(arguments).start());
    }

    /// Starts the helper as image-sync does: its text as one quoted word, then the verb and its arguments.
    static Ssh helper(EmbeddedFleet fleet, String node, String arguments) throws IOException {
        return start(fleet.ssh(), node, "sh -c 'echo \"image-sync-node 1\"; echo $1' image-sync-node " + arguments);
    }

    static Ended list(EmbeddedFleet fleet, String node) throws Exception {
        try (Ssh ssh = helper(fleet, node, "list 60 crictl -")) {
            return ssh.end();
        }
    }

    static Ssh pull(EmbeddedFleet fleet, String node, String reference) throws IOException {
        return helper(fleet, node, "pull 60 crictl - " + reference).send("\n");
    }

    static Ended pulled(EmbeddedFleet fleet, String node, String reference) throws Exception {
        try (Ssh ssh = pull(fleet, node, reference)) {
            return ssh.end();
        }
    }

    Ssh send(String text) throws IOException {
        OutputStream stdin = process.getOutputStream();
        stdin.write(text.getBytes(StandardCharsets.UTF_8));
        stdin.flush();
        return this;
    }

    Ssh closeStdin() throws IOException {
        process.getOutputStream().close();
        return this;
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /// The exit code alone: a connection that goes on in the background keeps stderr open.
    int exitCode() throws InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("ssh still runs");
        }
        return process.exitValue();
    }

    Ended end() throws InterruptedException {
        return new Ended(exitCode(), text(stdout), text(stderr));
    }

    private static String text(CompletableFuture<byte[]> bytes) {
        return new String(bytes.join(), StandardCharsets.UTF_8);
    }

    private static byte[] readAll(InputStream in) {
        try (in) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void inThread(Runnable task) {
        Thread.ofVirtual().start(task);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
