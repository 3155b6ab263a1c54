package io.imagesync.cluster;

import io.imagesync.files.Session;
import io.imagesync.json.StrictJson.Broken;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One `kubectl` that runs: in a session of its own, without stdin and terminal, and with a fixed environment.
/// Proxies, and what a plugin needs for the login, stand in the kubeconfig. Its stdout is read as it comes, on
/// a platform thread, since reading a pipe would hold the carrier of a virtual one.
final class Call<T> implements AutoCloseable {
    /// Where the API server is, in a pod: without a kubeconfig, `kubectl` logs in there as the pod's ServiceAccount.
    private static final List<String> OF_A_POD = List.of("KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT");

    private static final int LOOK_EVERY_MILLIS = 10;

    /// Bytes of stderr that are looked at.
    private static final int MAX_SAID = 16 << 10;

    /// For what is left to read when it has ended.
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Session session;
    private final Process process;
    private final Stdout stdout;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final FutureTask<T> reading;
    private boolean killed;

    Call(List<String> words, Kubectl.Limits limits, Kubectl.Reading<T> reading) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectInput(Path.of("/dev/null").toFile());
        session = Session.start(builder, environment(System.getenv()), limits.call());
        process = session.leader();
        stdout = new Stdout(process.getInputStream(), limits.bytes());
        this.reading = new FutureTask<>(() -> reading.read(stdout));
        Thread.ofPlatform().daemon().name("kubectl stdout").start(this.reading);
    }

    static boolean isInPod(Map<String, String> ours) {
        return ours.keySet().containsAll(OF_A_POD);
    }

    /// @param ours the environment of this process
    static Map<String, String> environment(Map<String, String> ours) {
        Map<String, String> environment = new HashMap<>(ours);
        environment.keySet().retainAll(OF_A_POD);
        environment.put("PATH", Session.PATH);
        environment.put("HOME", System.getProperty("user.home"));
        environment.put("LANG", "C.UTF-8");
        return environment;
    }

    /// Waits until it has ended or has said what is no answer. Never waits for the end of its streams, which a child
    /// that was left behind can keep open.
    ///
    /// @param deadline as [System#nanoTime()] counts
    /// @return false when that was over before
    boolean await(long deadline) throws IOException, InterruptedException {
        boolean ended = false;
        while (!ended && !isBroken()) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            ended = process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            hear();
        }
        return true;
    }

    /// Whether reading has ended before stdout has.
    private boolean isBroken() {
        return reading.isDone() && !stdout.isOver;
    }

    /// All that is there now, of which no more than the beginning is kept.
    private void hear() throws IOException {
        InputStream stderr = process.getErrorStream();
        byte[] there = stderr.readNBytes(stderr.available());
        said.write(there, 0, Math.min(there.length, MAX_SAID - said.size()));
    }

    /// When that is awaited. Ends what it has left behind, which could keep stdout open.
    ///
    /// @param codes that it ends with when stdout has the answer
    T answer(Asked asked, Set<Integer> codes) throws NotAnswered, InterruptedException {
        int code = process.isAlive() ? 0 : process.exitValue();
        kill();
        if (!codes.contains(code) && !isBroken()) {
            throw failed(code, asked);
        }
        try {
            return reading.get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            throw Trouble.SLOW.with(": the output of kubectl does not end", asked);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof Broken || e.getCause() instanceof IOException)) {
                throw new IllegalStateException("an answer of kubectl was not read: " + e.getCause(), e);
            }
            if (stdout.isOver && code != 0) {
                throw failed(code, asked);
            }
            throw Trouble.UNFIT.with(
                    ": " + (stdout.isTooMuch ? "it is too large" : e.getCause().getMessage()), asked);
        }
    }

    private NotAnswered failed(int code, Asked asked) {
        return Trouble.of(code, said.toString(StandardCharsets.UTF_8), asked);
    }

    private void kill() {
        if (!killed) {
            killed = true;
            session.kill();
        }
    }

    /// Ends it with all that it started.
    @Override
    public void close() throws IOException {
        kill();
        stdout.close();
        process.getErrorStream().close();
    }

    /// Knows where it ends, which is there or where it becomes too much.
    private static final class Stdout extends FilterInputStream {
        private final long most;
        private long count;
        private volatile boolean isOver;
        private volatile boolean isTooMuch;

        Stdout(InputStream in, long most) {
            super(in);
            this.most = most;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int got = in.read(to, offset, length);
            count += Math.max(got, 0);
            if (got < 0) {
                isOver = true;
            } else if (count > most) {
                isTooMuch = true;
                throw new IOException("too large");
            }
            return got;
        }
    }
}
