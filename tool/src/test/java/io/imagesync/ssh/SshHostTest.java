package io.imagesync.ssh;

import static io.imagesync.ssh.SshFiles.connect;
import static io.imagesync.ssh.SshFiles.exited;
import static io.imagesync.ssh.SshFiles.run;
import static io.imagesync.ssh.SshFiles.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.BesideOthers;
import io.imagesync.model.ConnectFailure;
import io.imagesync.model.Result;
import io.imagesync.ssh.RemoteHost.Ran;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
@BesideOthers
class SshHostTest {
    /// A command that ends itself when its stdin closes, as the guard on the nodes does: says so, code 7.
    private static final String WATCHING =
            "echo ready; echo ready > \"$1\"; cat >/dev/null; echo closed > \"$1\"; echo gone; exit 7";

    @TempDir
    Path folder;

    private SshFiles files;
    private TestSshd sshd;
    private SshConnector connector;

    @BeforeEach
    void start() throws Exception {
        start("");
    }

    private void start(String setting) throws Exception {
        TestSshd.assumeInstalled();
        if (files == null) {
            files = new SshFiles(folder);
        } else {
            stop();
        }
        sshd = TestSshd.start(folder, files.publicKey(), setting);
        files.config(SshFiles.host("node", sshd));
        files.known(sshd.knownHost());
        connector = files.connector();
    }

    @AfterEach
    void stop() {
        connector.close();
        sshd.close();
    }

    @Test
    void keepsStdoutAndStderrApartAndTellsTheExitCode() throws Exception {
        try (RemoteHost host = connect(connector, "node")) {
            Ran.Exited ran = run(host, "sh", "-c", "echo out; echo err >&2; exit 3");

            assertThat(text(ran.stdout())).isEqualTo("out\n");
            assertThat(text(ran.stderr())).isEqualTo("err\n");
            assertThat(ran.exitCode()).isEqualTo(3);
            assertThat(ran.stdoutCut()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"/nonexistent/command, 127", "/etc/passwd, 126"})
    void tellsTheCodesOfTheShell(String command, int code) throws Exception {
        try (RemoteHost host = connect(connector, "node")) {
            assertThat(run(host, command).exitCode()).isEqualTo(code);
        }
    }

    @Test
    void tellsASignalAsAShellWould() throws Exception {
        try (RemoteHost host = connect(connector, "node")) {
            assertThat(run(host, "sh", "-c", "kill -TERM $$").exitCode()).isEqualTo(143);
        }
    }

    @Test
    void cutsLongOutputAndGoesOnReading() throws Exception {
        try (RemoteHost host = connect(connector, "node")) {
            String script = "yes 0123456789 | head -c 3000000; yes error | head -c 300000 >&2; echo last >&2; exit 4";
            Ran.Exited ran =
                    exited(host.run(new Command(List.of("sh", "-c", script), new byte[0], 1000), SshFiles.LIMIT));

            assertThat(ran.stdout()).hasSize(1000);
            assertThat(ran.stdoutCut()).isTrue();
            assertThat(ran.exitCode()).isEqualTo(4);
            assertThat(ran.stderr()).hasSize(Command.MAX_STDERR);
            assertThat(text(ran.stderr())).endsWith("error\nlast\n");
        }
    }

    @Test
    void takesAllOutputWithinTheLimit() throws Exception {
        try (RemoteHost host = connect(connector, "node")) {
            Command command =
                    new Command(List.of("sh", "-c", "yes 0123456789 | head -c 3000000"), new byte[0], 3_000_000);
            Ran.Exited ran = exited(host.run(command, SshFiles.LIMIT));

            assertThat(ran.stdout()).hasSize(3_000_000);
            assertThat(ran.stdoutCut()).isFalse();
        }
    }

    @Test
    void sendsStdinAndKeepsItOpen() throws Exception {
        byte[] secret = "credential line\n".getBytes(StandardCharsets.UTF_8);
        String script = "read -r line; echo \"got $line\"; read -t 1 -r more; test $? -gt 128 && echo open";
        try (RemoteHost host = connect(connector, "node")) {
            Ran.Exited ran = exited(host.run(new Command(List.of("bash", "-c", script), secret, 1000), SshFiles.LIMIT));

            assertThat(text(ran.stdout())).isEqualTo("got credential line\nopen\n");
        }
    }

    @Test
    void everyArgumentArrivesAsItIs() throws Exception {
        List<String> nasty =
                new ArrayList<>(List.of("", " ", "a b", "$HOME", "`id`", "$(id)", "*", "~", "!!", "\\", "\\\\"));
        nasty.addAll(
                List.of("'", "'\"'", "\n", "a\nb\t", ";", "&", "|", "<>", "#c", "{a,b}", "=ls", "%1", "-n", "ü€😀"));
        for (char c = 1; c < 127; c++) {
            nasty.add("x" + c + "y");
        }
        List<String> argv = new ArrayList<>(List.of("printf", "%s\\0"));
        argv.addAll(nasty);
        try (RemoteHost host = connect(connector, "node")) {
            Ran.Exited ran = run(host, argv.toArray(String[]::new));

            assertThat(text(ran.stdout()).split("\0", -1)).containsExactlyElementsOf(withEnd(nasty));
        }
    }

    private static List<String> withEnd(List<String> words) {
        List<String> all = new ArrayList<>(words);
        all.add("");
        return all;
    }

    @Test
    void takesALongArgument() throws Exception {
        String longWord = "x".repeat(60_000);
        try (RemoteHost host = connect(connector, "node")) {
            assertThat(text(run(host, "printf", "%s", longWord).stdout())).isEqualTo(longWord);
        }
    }

    @Test
    void theDeadlineClosesStdinFirst() throws Exception {
        Path witness = folder.resolve("witness");
        try (RemoteHost host = connect(connector, "node")) {
            Result<Ran> result = host.run(watching(witness), Duration.ofMillis(1500));

            assertThat(result).isEqualTo(new Result.Ok<>(new Ran.TimedOut()));
            assertThat(witness).hasContent("closed\n");
            assertThat(run(host, "true").exitCode()).isZero();
        }
    }

    @Test
    void anInterruptClosesStdinFirst() throws Exception {
        Path witness = folder.resolve("witness");
        try (RemoteHost host = connect(connector, "node")) {
            CompletableFuture<Object> outcome = new CompletableFuture<>();
            Thread thread = Thread.ofVirtual().start(() -> {
                try {
                    outcome.complete(host.run(watching(witness), SshFiles.LIMIT));
                } catch (InterruptedException e) {
                    outcome.complete(e);
                }
            });
            await(() -> Files.exists(witness) && Files.readString(witness).equals("ready\n"));
            thread.interrupt();

            assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
            assertThat(witness).hasContent("closed\n");
        }
    }

    @Test
    void closingLetsARunningCommandReport() throws Exception {
        Path witness = folder.resolve("witness");
        RemoteHost host = connect(connector, "node");
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Result<Ran>> outcome = executor.submit(() -> host.run(watching(witness), SshFiles.LIMIT));
            await(() -> Files.exists(witness) && Files.readString(witness).equals("ready\n"));
            host.close();

            assertThat(exited(outcome.get()).exitCode()).isEqualTo(7);
            assertThat(witness).hasContent("closed\n");
            assertThat(host.run(watching(witness), SshFiles.LIMIT))
                    .isInstanceOfSatisfying(
                            Result.Failed.class,
                            f -> assertThat(f.failure()).isInstanceOf(ConnectFailure.ConnectionLost.class));
        }
    }

    private static Command watching(Path witness) {
        return new Command(List.of("sh", "-c", WATCHING, "sh", witness.toString()), new byte[0], 1000);
    }

    @ParameterizedTest
    @CsvSource({"MaxSessions 10, 1", "MaxSessions 3, 4", "MaxSessions 1, 6"})
    void opensAsManyConnectionsAsTheServerWants(String setting, int connections) throws Exception {
        start(setting);
        try (RemoteHost host = connect(connector, "node");
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Ran.Exited>> running = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                String script = "touch %s/r$0; while [ $(ls %s | grep -c '^r[0-4]$') -lt 5 ]; do sleep 0.05; done"
                        .formatted(folder, folder);
                String number = Integer.toString(i);
                running.add(executor.submit(() -> run(host, "sh", "-c", script, number)));
            }
            for (Future<Ran.Exited> one : running) {
                assertThat(one.get().exitCode()).isZero();
            }
            assertThat(sshd.count("Accepted publickey")).isEqualTo(connections);
            assertThat(run(host, "true").exitCode()).isZero();
        }
    }

    @Test
    void aServerThatRunsNothingIsAFailureWithWords() throws Exception {
        start("MaxSessions 0");
        assertThat(SshFiles.failure(connector, "node"))
                .hasValueSatisfying(f -> assertThat(f.what()).contains("MaxSessions"));
    }

    @Test
    void aLostConnectionIsToldAndReplacedByTheNextCommand() throws Exception {
        try (RemoteHost host = connect(connector, "node")) {
            Result<Ran> lost = host.run(
                    new Command(List.of("sh", "-c", "kill -9 $(ps -o ppid= -p $PPID)"), new byte[0], 10),
                    SshFiles.LIMIT);

            assertThat(lost)
                    .isInstanceOfSatisfying(
                            Result.Failed.class,
                            f -> assertThat(f.failure()).isInstanceOf(ConnectFailure.ConnectionLost.class));
            assertThat(run(host, "echo", "again").exitCode()).isZero();
        }
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        try (RemoteHost host = connect(connector, "node")) {
            run(host, "true");
        }
        List<Thread> left = Thread.getAllStackTraces().keySet().stream()
                .filter(t -> !t.isDaemon() && t.getName().matches(".*(?i:connect|session|exec).*"))
                .toList();
        assertThat(left).isEmpty();
    }

    /// Something that comes to be true without being told.
    interface Condition {
        boolean holds() throws Exception;
    }

    static void await(Condition condition) throws Exception {
        Deadline deadline = Deadline.in(SshFiles.LIMIT);
        while (!condition.holds()) {
            assertThat(deadline.passed()).isFalse();
            Thread.sleep(10);
        }
    }
}
