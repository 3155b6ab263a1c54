package io.imagesync.ssh;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The standard streams of a ProxyCommand, which is run by the user's shell as OpenSSH does it.
record CommandTransport(Process process, Tail stderr, CountDownLatch drained) implements Transport {
    private static final int MAX_STDERR = 4096;
    private static final Duration GRACE = Duration.ofSeconds(1);

    static CommandTransport open(Attempt attempt, String command) throws SshFailed {
        String shell = Optional.ofNullable(System.getenv("SHELL"))
                .filter(s -> !s.isEmpty())
                .orElse("/bin/sh");
        try {
            Process process = new ProcessBuilder(List.of(shell, "-c", "exec " + command)).start();
            CommandTransport transport = new CommandTransport(process, new Tail(MAX_STDERR), new CountDownLatch(1));
            attempt.opened(transport::close);
            Thread.ofPlatform().daemon().name("ProxyCommand").start(transport::drainErrors);
            return transport;
        } catch (IOException e) {
            throw new SshFailed(new ConnectFailure.Unreachable(
                    attempt.config().address(), "the shell for its ProxyCommand cannot be run"));
        }
    }

    private void drainErrors() {
        try (InputStream errors = process.getErrorStream()) {
            errors.transferTo(stderr);
        } catch (IOException e) {
            // The process is gone; what came until then is kept.
        } finally {
            drained.countDown();
        }
    }

    @Override
    public InputStream in() {
        return process.getInputStream();
    }

    @Override
    public OutputStream out() {
        return process.getOutputStream();
    }

    /// To be asked when the command has ended; its last words may come a little later than its end.
    @Override
    public String complaint() {
        try {
            if (!drained.await(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                return "ProxyCommand closed its output";
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String said = stderr.text().strip().replaceAll("\\s*[\\r\\n]+\\s*", "; ");
        return "ProxyCommand" + (said.isEmpty() ? " ended" : " said: " + Texts.shown(said, 300));
    }

    /// Asks the process and its children to end; what has not ended after a moment is killed.
    @Override
    public void close() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroy);
        Thread.ofPlatform().daemon().start(() -> {
            Deadline deadline = Deadline.in(GRACE);
            all.forEach(p -> killAfter(p, deadline));
        });
    }

    private static void killAfter(ProcessHandle process, Deadline deadline) {
        process.onExit()
                .completeOnTimeout(process, deadline.millisLeft(), TimeUnit.MILLISECONDS)
                .join();
        process.destroyForcibly();
    }
}
