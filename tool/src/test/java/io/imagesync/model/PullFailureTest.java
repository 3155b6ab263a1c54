package io.imagesync.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.PullFailure.NodeTrouble;
import io.imagesync.model.PullFailure.Refused;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PullFailureTest {
    private static final Refused NOT_FOUND = new Refused(Kind.NOT_FOUND, 1, "x");

    @ParameterizedTest
    @EnumSource
    void whatPassesWithinSecondsDoesNotLast(Kind kind) {
        Refused refused = new Refused(kind, 1, "x");
        assertThat(refused.retryable() && refused.permanent()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"NOT_FOUND", "UNAUTHORIZED", "FORBIDDEN", "TLS", "BAD_REFERENCE", "NO_PLATFORM"})
    void whatNeedsSomebodyToMendItLasts(Kind kind) {
        assertThat(new Refused(kind, 1, "x").permanent()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"NO_SPACE", "OTHER"})
    void whatMayBeOtherwiseInAnHourDoesNotLast(Kind kind) {
        assertThat(new Refused(kind, 1, "x").permanent()).isFalse();
    }

    @Test
    void soDoTheOthers() {
        assertThat(List.<PullFailure>of(
                        new PullFailure.CredentialRefused("r", NOT_FOUND),
                        new PullFailure.CredentialNotSent("r", NOT_FOUND),
                        new NodeTrouble(NOT_FOUND)))
                .allMatch(PullFailure::permanent);
        assertThat(List.<PullFailure>of(
                        new PullFailure.TimedOut(Duration.ofHours(1)),
                        new PullFailure.NotSeen(),
                        new PullFailure.Cancelled(),
                        new NodeTrouble(new ConnectFailure.Refused("10.0.0.1:22"))))
                .noneMatch(PullFailure::permanent);
    }
}
