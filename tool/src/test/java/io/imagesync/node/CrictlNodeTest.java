package io.imagesync.node;

import static io.imagesync.node.Answers.LIMIT;
import static io.imagesync.node.Answers.NAME;
import static io.imagesync.node.Answers.around;
import static io.imagesync.node.Answers.failure;
import static io.imagesync.node.Answers.node;
import static io.imagesync.node.Answers.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.DiskUsage;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.InUse;
import io.imagesync.model.NodeFailure.AmbiguousRuntime;
import io.imagesync.model.NodeFailure.CommandFailed;
import io.imagesync.model.NodeFailure.CommandNotFound;
import io.imagesync.model.NodeFailure.CommandTimedOut;
import io.imagesync.model.NodeFailure.ListingInvalid;
import io.imagesync.model.NodeFailure.NotRemoved;
import io.imagesync.model.NodeFailure.PermissionDenied;
import io.imagesync.model.NodeFailure.SudoRefused;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.PullFailure.NodeTrouble;
import io.imagesync.model.PullFailure.Refused;
import io.imagesync.model.Result;
import io.imagesync.ssh.RemoteHost.Ran;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CrictlNodeTest {
    private static final ImageRef APP = ImageRef.of("reg.example/app:1");
    private static final String HEADER = "image-sync-node 1\n";

    private static FakeHost timesOut() {
        return new FakeHost(new Result.Ok<>(new Ran.TimedOut()));
    }

    private static FakeHost lost() {
        return new FakeHost(new Result.Failed<>(new ConnectFailure.ConnectionLost("reset")));
    }

    @Test
    void aListingEndsWithItsFailure() throws InterruptedException {
        assertThat(failure(node(timesOut()).list(LIMIT))).isEqualTo(new CommandTimedOut(LIMIT));
        assertThat(failure(node(lost()).list(LIMIT))).isEqualTo(new ConnectFailure.ConnectionLost("reset"));
        assertThat(failure(node(FakeHost.exits(1, HEADER, "no")).list(LIMIT))).isEqualTo(new CommandFailed(1, "no"));
        assertThat(failure(node(FakeHost.exits(1, "", "sudo: a password is required"))
                        .list(LIMIT)))
                .isEqualTo(new SudoRefused("a password is required"));
    }

    @Test
    void aListingThatIsCutIsNotUsedHoweverWellItEnds() throws InterruptedException {
        byte[] stdout = FakeHost.bytes(around("{}"));
        FakeHost host = new FakeHost(new Result.Ok<>(new Ran.Exited(0, stdout, true, new byte[0])));

        assertThat(failure(node(host).list(LIMIT))).isEqualTo(new ListingInvalid("it is longer than 8 MiB"));
    }

    @ParameterizedTest
    @CsvSource({
        "reg.example/app:1,       true",
        "reg.example/app:2,       false",
        "docker.io/library/b:1,   true",
        "b:1,                     true",
        "b,                       false",
    })
    void sees(String image, boolean held) throws InterruptedException {
        String json =
                "{\"images\":[{\"id\":\"a\",\"repoTags\":[\"reg.example/app:1\"]},{\"id\":\"b\",\"repoTags\":[\"b:1\"]}]}";

        assertThat(ok(node(FakeHost.exits(0, around(json), "")).look(ImageRef.of(image), true, LIMIT))
                        .held())
                .isEqualTo(held);
    }

    @Test
    void seesDigestsToo() throws InterruptedException {
        String digest = "reg.example/app@sha256:" + "0a".repeat(32);
        FakeHost host = FakeHost.exits(
                0, around("{\"images\":[{\"id\":\"a\",\"size\":\"700\",\"repoDigests\":[\"" + digest + "\"]}]}"), "");

        assertThat(ok(node(host).look(ImageRef.of(digest), true, LIMIT)).size()).hasValue(700);
        assertThat(failure(node(timesOut()).look(APP, true, LIMIT))).isEqualTo(new CommandTimedOut(LIMIT));
    }

    @Test
    void tellsTheDisk() throws InterruptedException {
        assertThat(ok(node(FakeHost.exits(0, HEADER + "disk 100 40 /var\n", "")).disk(LIMIT)))
                .contains(new DiskUsage("/var", 100 * 1024, 60 * 1024));
        assertThat(ok(node(FakeHost.exits(0, HEADER, "")).disk(LIMIT))).isEmpty();
        assertThat(failure(node(FakeHost.exits(0, "disk 100 40 /var\n", "")).disk(LIMIT)))
                .isInstanceOf(ListingInvalid.class);
    }

    private static Optional<PullFailure> pull(FakeHost host) throws InterruptedException {
        return node(host).pull(APP, LIMIT, _ -> {});
    }

    @Test
    void aPullThatEndsWithZeroIsDone() throws InterruptedException {
        assertThat(pull(FakeHost.exits(0, HEADER, "warning"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {124, 137, 143})
    void aPullThatTimeoutEndedReachedItsLimit(int exitCode) throws InterruptedException {
        assertThat(pull(FakeHost.exits(exitCode, HEADER, ""))).contains(new PullFailure.TimedOut(LIMIT));
    }

    @Test
    void aPullThatTheConnectionEndedReachedItsLimitToo() throws InterruptedException {
        assertThat(pull(timesOut())).contains(new PullFailure.TimedOut(LIMIT));
    }

    @Test
    void aPullIsRefused() throws InterruptedException {
        String stderr = "rpc error: code = NotFound desc = failed: reg.example/app:1: not found";

        assertThat(pull(FakeHost.exits(1, HEADER, stderr)))
                .contains(new Refused(Kind.NOT_FOUND, 1, "failed: reg.example/app:1: not found"));
    }

    @Test
    void theNodeHasTroubleWithAPull() throws InterruptedException {
        assertThat(pull(lost())).contains(new NodeTrouble(new ConnectFailure.ConnectionLost("reset")));
        assertThat(pull(FakeHost.exits(127, HEADER, "image-sync-node: crictl: command not found")))
                .contains(new NodeTrouble(new CommandNotFound("crictl")));
        assertThat(pull(FakeHost.exits(126, HEADER, "denied")))
                .contains(new NodeTrouble(new PermissionDenied("denied")));
        assertThat(pull(FakeHost.exits(69, HEADER + "ambiguous /a /b\n", "")))
                .contains(new NodeTrouble(new AmbiguousRuntime("/a /b")));
        assertThat(pull(FakeHost.exits(1, "", "sudo: a password is required")))
                .contains(new NodeTrouble(new SudoRefused("a password is required")));
    }

    @Test
    void thereIsTimeForTheNodeToEndAPullBeforeTheChannelIsClosed() throws InterruptedException {
        FakeHost host = FakeHost.exits(0, HEADER, "");

        pull(host);

        assertThat(host.deadlines.getFirst()).isGreaterThan(LIMIT.plus(Duration.ofSeconds(10)));
    }

    private static String body(String json) {
        return HEADER + "json\n" + json + "\n\nend 0\n";
    }

    @Test
    void tellsWhatIsInUse() throws InterruptedException {
        String json = """
                {"ps":
                {"containers":[{"id":"c1","imageRef":"sha256:aa","state":"CONTAINER_EXITED"}]}
                ,"info":
                {"config":{"sandboxImage":"k8s.io/pause:3"}}
                }""";

        assertThat(ok(node(FakeHost.exits(0, body(json), "")).inUse(LIMIT)).uses())
                .containsExactly(
                        new InUse.Use("sha256:aa", "container c1 (exited)"),
                        new InUse.Use("k8s.io/pause:3", "the sandboxes of the runtime"));
        assertThat(failure(node(FakeHost.exits(1, body(json), "no")).inUse(LIMIT)))
                .isEqualTo(new CommandFailed(1, "no"));
        assertThat(failure(node(FakeHost.exits(0, HEADER + "json\n{}", "")).inUse(LIMIT)))
                .isEqualTo(new ListingInvalid("what crictl says is cut off"));
    }

    @Test
    void removesAnImageOfOneTagByItsId() throws InterruptedException {
        String id = "a".repeat(64);
        HeldImage held = new HeldImage(id, List.of(APP), List.of(), OptionalLong.empty());
        FakeHost host = FakeHost.exits(
                0, around("{\"images\":[{\"id\":\"" + id + "\",\"repoTags\":[\"reg.example/app:1\"]}]}"), "");

        assertThat(node(host).remove(APP, held, LIMIT)).isEmpty();
        assertThat(host.commands.getLast().argv()).containsSubsequence("remove", id);

        assertThat(node(host).remove(ImageRef.of("reg.example/app:2"), held, LIMIT))
                .as("it is not there")
                .isEmpty();
        assertThat(host.commands).hasSize(3);
    }

    @Test
    void refusesToRemoveWhatHasAnotherTag() throws InterruptedException {
        HeldImage held = new HeldImage("a", List.of(APP), List.of(), OptionalLong.empty());
        FakeHost host = FakeHost.exits(
                0, around("{\"images\":[{\"id\":\"a\",\"repoTags\":[\"reg.example/app:1\",\"b:1\"]}]}"), "");

        assertThat(node(host).remove(APP, held, LIMIT))
                .contains(new NotRemoved(NotRemoved.Obstacle.OTHER_NAMES, "docker.io/library/b:1"));
        assertThat(host.commands).hasSize(1);
    }

    @Test
    void tellsWhenAnImageWasMade() throws InterruptedException {
        String json = "{\"status\":{},\"info\":{\"imageSpec\":{\"created\":\"2024-01-01T00:00:00Z\"}}}";

        assertThat(ok(node(FakeHost.exits(0, body(json), "")).created(APP, LIMIT)))
                .contains(Instant.parse("2024-01-01T00:00:00Z"));
        assertThat(ok(node(FakeHost.exits(1, HEADER + "json\n\nend 1\n", "no such image"))
                        .created(APP, LIMIT)))
                .isEmpty();
        assertThat(failure(node(lost()).created(APP, LIMIT))).isEqualTo(new ConnectFailure.ConnectionLost("reset"));
    }

    @Test
    void closesItsHost() {
        FakeHost host = lost();
        CrictlNode node = node(host);

        assertThat(node.name()).isEqualTo(NAME);
        node.close();
        assertThat(host.closed).isTrue();
    }
}
