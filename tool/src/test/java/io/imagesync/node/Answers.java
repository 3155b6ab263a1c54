package io.imagesync.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Credentials;
import io.imagesync.model.Failure;
import io.imagesync.model.HeldImage;
import io.imagesync.model.Listing;
import io.imagesync.model.NodeFailure.ListingInvalid;
import io.imagesync.model.NodeName;
import io.imagesync.model.Result;
import io.imagesync.model.RuntimeAccess;
import io.imagesync.model.RuntimeSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What the helper answers, and what a node makes of it.
final class Answers {
    static final RuntimeSettings SETTINGS =
            new RuntimeSettings(RuntimeAccess.CRICTL, List.of("crictl"), Optional.empty(), false);
    static final NodeName NAME = new NodeName("w1");
    static final Duration LIMIT = Duration.ofSeconds(60);

    private Answers() {}

    static String around(String json) {
        return "image-sync-node 1\narch x86_64\ndisk 1000 400 /var/lib/containerd\nimages\n" + json + "\n\nend 0\n";
    }

    static CrictlNode node(FakeHost host) {
        return new CrictlNode(NAME, host, SETTINGS, Credentials.NONE);
    }

    static Result<Listing> list(byte[] stdout) {
        try (CrictlNode node = node(FakeHost.says(stdout))) {
            return node.list(LIMIT);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static Result<Listing> list(String stdout) {
        return list(FakeHost.bytes(stdout));
    }

    static Listing listing(String stdout) {
        return ok(list(stdout));
    }

    static List<HeldImage> images(String json) {
        return listing(around(json)).images();
    }

    /// Why a listing cannot be used; the words are checked to be fit for one line of a log.
    static String refusal(String stdout) {
        return refusal(list(stdout));
    }

    static String refusal(Result<Listing> result) {
        Failure failure = failure(result);
        assertThat(failure).isInstanceOf(ListingInvalid.class);
        assertThat(failure.what()).hasSizeLessThan(500).doesNotContainPattern("\\p{Cntrl}");
        return failure.what();
    }

    static <T> T ok(Result<T> result) {
        return switch (result) {
            case Result.Ok<T>(T value) -> value;
            case Result.Failed<T>(Failure failure) -> throw new AssertionError(failure.what());
        };
    }

    static <T> Failure failure(Result<T> result) {
        return switch (result) {
            case Result.Ok<T>(T value) -> throw new AssertionError("no failure: " + value);
            case Result.Failed<T>(Failure failure) -> failure;
        };
    }
}
