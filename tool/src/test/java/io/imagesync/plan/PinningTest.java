package io.imagesync.plan;

import static io.imagesync.plan.Nodes.image;
import static io.imagesync.plan.Nodes.node;
import static io.imagesync.plan.Nodes.untagged;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.Survey;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PinningTest {
    private static Pinning pinning(RulesBuilder rules, String... globs) {
        return new Pinning(rules.build(), List.of(globs).stream().map(Glob::new).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "reg.io/a/app:1, true",
        "reg.io/a/other:1, false",
        "reg.io/b/app:1, false",
        "reg.io/a/app:dev, false",
        "named.io/app:1, true",
        "docker.io/library/app:1, false"
    })
    void takesWhatIsWantedAndPinNames(String image, boolean taken) {
        RulesBuilder rules =
                RulesBuilder.prefix("reg.io/a").images("named.io/app:1").exclude("*:dev");
        assertThat(pinning(rules, "*/app:*").takes(ImageRef.of(image))).isEqualTo(taken);
    }

    @Test
    void takesNothingThatIsSuperseded() {
        Rules rules = RulesBuilder.prefix("reg.io")
                .images("reg.io/named:1")
                .build()
                .withSuperseded(Set.of(ImageRef.of("reg.io/app:1"), ImageRef.of("reg.io/named:1")));
        Pinning all = new Pinning(rules, List.of(new Glob("*")));
        assertThat(all.takes(ImageRef.of("reg.io/app:1"))).isFalse();
        assertThat(all.takes(ImageRef.of("reg.io/app:2"))).isTrue();
        assertThat(all.takes(ImageRef.of("reg.io/named:1"))).isTrue();
    }

    /// A pattern would hold on to whatever its tag has left.
    @Test
    void aDigestCountsOnlyWhereDigestsAreSynced() {
        HeldImage left = untagged(Nodes.digest("reg.io/app:1", "old"));
        assertThat(pinning(RulesBuilder.prefix("reg.io"), "*").keeps(left, new NodeName("w1")))
                .isFalse();
        assertThat(pinning(RulesBuilder.prefix("reg.io").digests(), "*").keeps(left, new NodeName("w1")))
                .isTrue();
    }

    @Test
    void whoeverHoldsIt() {
        HeldImage app = image("reg.io/app:1");
        HeldImage pinned = new HeldImage(
                image("reg.io/pinned:1").id(), List.of(ImageRef.of("reg.io/pinned:1")), List.of(), app.size(), true);
        HeldImage stale = image("reg.io/stale:1");
        Survey.Listed node = (Survey.Listed) node("w2", app, pinned, stale, image("other/x:1"));

        Pinning.OnNode here = pinning(RulesBuilder.prefix("reg.io").sources("w1"), "*/app:*", "*/pinned:*")
                .on(node, Set.of(stale.id(), "sha256:gone", app.id()));

        assertThat(here.kept()).containsExactlyInAnyOrder(app.id(), pinned.id());
        assertThat(here.unpinned()).containsExactly(new Pinning.Named(ImageRef.of("reg.io/app:1"), app));
        assertThat(here.stale()).containsExactly(stale.id());
    }

    @Test
    void whatWorkloadsNameIsPinnedWhereTheirPodsMayRun() {
        Rules rules = RulesBuilder.prefix().build().withDemand(Asking.of("reg.io/app:1 w1"), false);
        Pinning all = new Pinning(rules, List.of(new Glob("*")));
        HeldImage app = image("reg.io/app:1");

        assertThat(all.takes(ImageRef.of("reg.io/app:1"))).isTrue();
        assertThat(all.takes(ImageRef.of("reg.io/other:1"))).isFalse();
        assertThat(all.on((Survey.Listed) node("w1", app), Set.of()).kept()).containsExactly(app.id());
        assertThat(all.on((Survey.Listed) node("w2", app), Set.of(app.id())).stale())
                .containsExactly(app.id());
        assertThat(all.keeps(app, new NodeName("w1"))).isTrue();
        assertThat(all.keeps(app, new NodeName("w2"))).isFalse();
    }

    @Test
    void onlyWhereImagesAreReceived() {
        Survey one = node("w1");
        List<Survey> both = List.of(one, node("w2"));
        assertThat(pinning(RulesBuilder.prefix("*").receivers("w1"), "*").among(both))
                .containsExactly((Survey.Listed) one);
        assertThat(pinning(RulesBuilder.prefix("*"), "*").among(both)).hasSize(2);
    }
}
