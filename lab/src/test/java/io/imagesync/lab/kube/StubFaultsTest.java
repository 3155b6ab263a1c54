package io.imagesync.lab.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.cluster.NotAnswered;
import io.imagesync.lab.BesideOthers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/// What a real server would not do on demand.
@Tag("kubectl")
@BesideOthers
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StubFaultsTest extends KubeContract {
    private static final String NODES = "/api/v1/nodes";
    private static final StubApi API = StubApi.begin();

    /// With words of what is said then.
    static final List<Arguments> FAULTS = List.of(
            Arguments.of(new ApiFault.Says("<html>please log in</html>"), "cannot be used"),
            Arguments.of(new ApiFault.Says("{\"kind\":\"PodList\",\"items\":[]}"), "it is no NodeList"),
            Arguments.of(new ApiFault.Says(""), "cannot be used"),
            Arguments.of(new ApiFault.Cut(200), "the connection to the Kubernetes API broke"),
            Arguments.of(new ApiFault.Huge(8 << 20), "cannot be used: something is nested too deeply or too long"),
            Arguments.of(new ApiFault.Fails(500, "InternalError", "boom"), "answered with an error"),
            Arguments.of(new ApiFault.Fails(429, "TooManyRequests", "later"), "too busy"),
            Arguments.of(new ApiFault.Fails(503, "ServiceUnavailable", "later"), "too busy"),
            Arguments.of(new ApiFault.Silent(), "did not answer in time"),
            Arguments.of(new ApiFault.Trickle(), "did not answer in time"));

    StubFaultsTest() {
        super(API, "1.32");
    }

    @AfterEach
    void mend() {
        API.server().faults().none();
    }

    @AfterAll
    static void stop() {
        API.close();
    }

    @ParameterizedTest
    @FieldSource("FAULTS")
    void saysWhatIsWrong(ApiFault fault, String words) throws Exception {
        API.put(Manifests.node("w1", "10.0.0.1", Map.of()));
        API.server().faults().always(NODES, fault);
        long start = System.nanoTime();

        NotAnswered why = refused(API.admin(), nodes("*"));

        assertThat(why).hasMessageContaining(words);
        assertThat(why.getMessage() + why.remedy()).doesNotContain("boom", "log in<");
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(20);
    }

    @Test
    void goesNowhereElseWithTheToken() throws Exception {
        try (StubApiServer other = StubApiServer.start()) {
            API.server()
                    .faults()
                    .always(NODES, new ApiFault.Redirects(other.admin().url() + NODES));

            refused(API.admin(), nodes("*"));

            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void beginsAgainOnceWhenAListHasChangedTooMuch() throws Exception {
        Crowd.nodes(501, 0).forEach(API::put);
        API.server().objects().refusePages(1);
        assertThat(ask(nodes("*")).nodes()).hasSize(501);

        API.server().objects().refusePages(2);
        assertThat(refused(API.admin(), nodes("*"))).hasMessageContaining("changed faster than it could be read");
    }

    @Test
    void readsImagesOfVolumes() throws Exception {
        API.put(Manifests.workload(Resource.DEPLOYMENTS, "team", "one", "quay.io/a:1")
                .with(
                        "spec.template.spec.volumes",
                        List.of(Map.of("name", "model", "image", Map.of("reference", "quay.io/model:1")))));

        assertThat(ask(workloads()).workloads().getFirst().images())
                .extracting(Object::toString)
                .containsExactlyInAnyOrder("quay.io/a:1", "quay.io/model:1");
    }

    @Test
    void readsCronJobsOfServersBefore121() throws Exception {
        API.put(Manifests.workload(Resource.CRONJOBS, "team", "one", "quay.io/a:1"));
        API.server().cronJobsAreBeta(true);
        try {
            assertThat(ask(workloads()).workloads()).hasSize(1);
        } finally {
            API.server().cronJobsAreBeta(false);
        }
    }
}
