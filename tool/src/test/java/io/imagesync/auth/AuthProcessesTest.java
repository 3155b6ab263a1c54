package io.imagesync.auth;

import static io.imagesync.auth.AuthLab.answers;
import static io.imagesync.auth.AuthLab.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Credential;
import io.imagesync.model.Credential.Password;
import io.imagesync.model.Credentials;
import io.imagesync.model.ImageRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Programs that hang, fork or are asked by many: limits, ends, and no process left over.
@Timeout(60)
class AuthProcessesTest {
    private static final ImageRef IMAGE = ImageRef.of("reg.example/a:1");
    private static final String ONE = "{\"credHelpers\": {\"reg.example\": \"one\"}}";
    private static final Optional<Credential> FOUND = Optional.of(new Password("reg.example", "me", "geheim"));

    @TempDir
    private Path folder = Path.of("");

    private AuthLab lab = new AuthLab(folder);

    @BeforeEach
    void inTheFolder() {
        lab = new AuthLab(folder);
    }

    @AfterEach
    void endAll() {
        lab.close();
    }

    private void assertNothingIsLeft() {
        await(() -> lab.processes().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exec sleep 600",
                "trap '' TERM HUP INT; while :; do sleep 600; done",
                "sleep 600 & wait",
                "(trap '' TERM HUP; sleep 600 & sleep 600 & wait) & wait",
                "(sleep 600 &) ; exec sleep 600",
                "setsid sleep 600 & wait",
                "exec >&-; exec sleep 600",
                "printf '{\"Username\":\"me\",\"Secret\":\"geheim\"}'; exec sleep 600",
            })
    void oneThatDoesNotEndInTimeIsKilledWithAllThatItStarted(String hang) throws Exception {
        lab.limit = Duration.ofMillis(400);
        lab.program("one", hang);
        long start = System.nanoTime();

        assertThat(lab.usable(ONE).forImage(IMAGE)).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(lab.limit, Duration.ofSeconds(20));
        assertThat(lab.warnings)
                .singleElement()
                .asString()
                .contains("docker-credential-one from AUTH_FILE gives no credential for reg.example:"
                        + " it did not end within 0s");
        assertNothingIsLeft();
    }

    @Test
    void aChildThatKeepsTheOutputOpenIsNotWaitedForAndKilled() throws Exception {
        lab.program("one", "(trap '' TERM HUP; sleep 600) &", "sleep 600 &", answers("me", "geheim"));

        assertThat(lab.usable(ONE).forImage(IMAGE)).isEqualTo(FOUND);
        assertNothingIsLeft();
    }

    @Test
    void aChildThatFloodsTheOutputIsKilled() throws Exception {
        lab.program("one", "yes &", "exec sleep 600");

        assertThat(lab.usable(ONE).forImage(IMAGE)).isEmpty();
        assertThat(lab.warnings).singleElement().asString().contains("it printed more than 64 KiB");
        assertNothingIsLeft();
    }

    @Test
    void aChildThatFloodsTheOutputOfOneThatHasEndedIsKilledToo() throws Exception {
        lab.program("one", "yes &", "until [ -e /proc/$! ]; do :; done");

        assertThat(lab.usable(ONE).forImage(IMAGE)).isEmpty();
        assertThat(lab.warnings).hasSize(1);
        assertNothingIsLeft();
    }

    @Test
    void aDaemonWithASessionOfItsOwnIsLeftAlone() throws Exception {
        lab.program(
                "one",
                "setsid sleep 600 > /dev/null &",
                "until [ \"$(cut -d ' ' -f 6 /proc/$!/stat)\" = $! ]; do :; done",
                answers("me", "geheim"));

        assertThat(lab.usable(ONE).forImage(IMAGE)).isEqualTo(FOUND);
        assertThat(lab.processes()).isNotEmpty();
    }

    private List<FutureTask<Optional<Credential>>> ask(Credentials credentials, int times, List<Thread> threads) {
        List<FutureTask<Optional<Credential>>> answers = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            FutureTask<Optional<Credential>> answer = new FutureTask<>(() -> credentials.forImage(IMAGE));
            answers.add(answer);
            threads.add(Thread.ofPlatform().daemon().start(answer));
        }
        return answers;
    }

    private static boolean waits(Thread thread) {
        return thread.getState() == Thread.State.WAITING;
    }

    @Test
    void manyWhoAskAtTheSameTimeAreAnsweredByOneProcess() throws Exception {
        lab.program("one", "until [ -e go ]; do sleep 0.01; done", answers("me", "geheim"));
        List<Thread> threads = new ArrayList<>();
        List<FutureTask<Optional<Credential>>> answers = ask(lab.usable(ONE), 8, threads);

        await(() -> threads.stream().filter(AuthProcessesTest::waits).count() == 7);
        Files.createFile(folder.resolve("go"));
        for (FutureTask<Optional<Credential>> answer : answers) {
            assertThat(answer.get(50, TimeUnit.SECONDS)).isEqualTo(FOUND);
        }
        assertThat(lab.text("calls")).isEqualTo("get\n");
    }

    @Test
    void oneRegistryDoesNotWaitForAnother() throws Exception {
        lab.program("one", "until [ -e go ]; do sleep 0.01; done", answers("me", "geheim"));
        lab.program("two", answers("two", "geheim"));
        Credentials credentials = lab.usable("{\"credHelpers\": {\"reg.example\": \"one\", \"b.example\": \"two\"}}");
        List<FutureTask<Optional<Credential>>> waiting = ask(credentials, 1, new ArrayList<>());
        await(() -> lab.has("calls"));

        assertThat(credentials.forImage(ImageRef.of("b.example/a")))
                .contains(new Password("b.example", "two", "geheim"));
        Files.createFile(folder.resolve("go"));
        assertThat(waiting.getFirst().get(50, TimeUnit.SECONDS)).isEqualTo(FOUND);
    }

    @Test
    void anInterruptEndsTheProgramAndTheNextAsksAnew() throws Exception {
        lab.program("one", "[ -e go ] || { sleep 600 & touch asked; wait; }", answers("me", "geheim"));
        Credentials credentials = lab.usable(ONE);
        List<Thread> threads = new ArrayList<>();
        FutureTask<Optional<Credential>> interrupted =
                ask(credentials, 1, threads).getFirst();
        await(() -> lab.has("asked"));

        threads.getFirst().interrupt();
        assertThat(catchCause(interrupted)).isInstanceOf(InterruptedException.class);
        assertNothingIsLeft();

        Files.createFile(folder.resolve("go"));
        assertThat(credentials.forImage(IMAGE)).isEqualTo(FOUND);
        assertThat(lab.warnings).isEmpty();
    }

    @Test
    void anInterruptEndsTheWaitForSomebodyElsesAnswer() throws Exception {
        lab.program("one", "until [ -e go ]; do sleep 0.01; done", answers("me", "geheim"));
        Credentials credentials = lab.usable(ONE);
        FutureTask<Optional<Credential>> first =
                ask(credentials, 1, new ArrayList<>()).getFirst();
        await(() -> lab.has("calls"));
        List<Thread> threads = new ArrayList<>();
        FutureTask<Optional<Credential>> second = ask(credentials, 1, threads).getFirst();
        await(() -> waits(threads.getFirst()));

        threads.getFirst().interrupt();
        assertThat(catchCause(second)).isInstanceOf(InterruptedException.class);
        Files.createFile(folder.resolve("go"));
        assertThat(first.get(50, TimeUnit.SECONDS)).isEqualTo(FOUND);
    }

    private static Throwable catchCause(FutureTask<?> task) throws Exception {
        try {
            throw new AssertionError("answered: " + task.get(50, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        }
    }
}
