package io.imagesync.plan;

import static io.imagesync.plan.Nodes.image;
import static io.imagesync.plan.Nodes.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.InUse;
import io.imagesync.model.NodeName;
import io.imagesync.model.Survey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Of each repository the newest tags stay; in doubt all do.
class SupersededTest {
    private final Map<String, Instant> created = new HashMap<>();
    private final Map<NodeName, InUse> used = new HashMap<>();
    private RulesBuilder rules = RulesBuilder.prefix("reg.io");

    private HeldImage made(String tag, String day) {
        HeldImage image = image(tag);
        if (!day.equals("?")) {
            created.put(image.id(), Instant.parse("2026-01-" + day + "T00:00:00Z"));
        }
        return image;
    }

    /// Tags of one repository, each with the day of the month on which it was made: `1=05`.
    private HeldImage[] app(String... tags) {
        return Arrays.stream(tags)
                .map(tag -> made("reg.io/app:" + tag.split("=", 2)[0], tag.split("=", 2)[1]))
                .toArray(HeldImage[]::new);
    }

    private void uses(String node, String... images) {
        used.put(
                new NodeName(node),
                new InUse(Arrays.stream(images)
                        .map(image -> new InUse.Use(image, "container c"))
                        .toList()));
    }

    private Set<String> superseded(int keep, Survey... nodes) {
        List.of(nodes).forEach(node -> used.putIfAbsent(node.node(), new InUse(List.of())));
        return new Superseded(List.of(nodes), rules.build(), keep)
                .among(used, created).stream()
                        .map(image -> image.repository() + ":"
                                + image.canonical().substring(image.name().length() + 1))
                        .collect(Collectors.toSet());
    }

    @Test
    void whatWorkloadsNameIsNeitherCountedNorSuperseded() {
        Survey one = node("w1", app("1=01", "2=02", "3=03", "4=04"));
        Rules asked = rules.build().withDemand(Asking.of("reg.io/app:1", "reg.io/app:4 w9"), true);
        used.put(one.node(), new InUse(List.of()));
        assertThat(new Superseded(List.of(one), asked, 1).among(used, created))
                .containsExactly(ImageRef.of("reg.io/app:2"));
    }

    @Test
    void theNewestStayOfEachRepositoryAndWhereverTheyAre() {
        Survey one = node("w1", made("reg.io/app:1", "01"), made("reg.io/app:3", "03"), made("reg.io/b:1", "01"));
        Survey other = node("w2", made("reg.io/app:2", "02"), made("reg.io/b:2", "02"), made("reg.io/c:1", "01"));

        assertThat(superseded(1, one, other)).containsExactlyInAnyOrder("app:1", "app:2", "b:1");
        assertThat(superseded(2, one, other)).containsExactly("app:1");
        assertThat(superseded(3, one, other)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "1=01 2=02 3=02 4=03, 1, 'app:1,app:2,app:3'",
                "1=01 2=02 3=02 4=03, 2, app:1",
                "1=01 2=01 3=01, 1, -",
                "1=01 2=01 3=02, 2, -",
                "1=01 2=? 3=03, 1, -"
            })
    void ofEqualTimesNoneGoesAndOfUnknownOnesNothing(String tags, int keep, String expected) {
        Set<String> gone = expected == null ? Set.of() : Set.of(expected.split(",", -1));
        assertThat(superseded(keep, node("w1", app(tags.split(" ", -1))))).isEqualTo(gone);
    }

    @Test
    void whatIsNotKnownOfOneRepositoryIsNoMatterToOthers() {
        assertThat(superseded(
                        1,
                        node("w1", app("1=01", "2=?")),
                        node("w2", made("reg.io/b:1", "01"), made("reg.io/b:2", "02"))))
                .containsExactly("b:1");
    }

    @Test
    void imagesOfTheConfigurationAreNeitherCountedNorSuperseded() {
        rules = rules.images("reg.io/app:1", "reg.io/app:4");
        assertThat(superseded(1, node("w1", app("1=01", "2=02", "3=03", "4=04"))))
                .containsExactly("app:2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reg.io/app:1", "ID", "DIGEST"})
    void whatANodeUsesIsNeitherCountedNorSuperseded(String how) {
        HeldImage[] images = app("1=01", "2=02", "3=03");
        String name = how.equals("ID")
                ? images[0].id().substring("sha256:".length())
                : how.equals("DIGEST") ? images[0].digests().getFirst().canonical() : how;
        uses("w2", name, "not a reference");
        rules = rules.sources("w1");
        assertThat(superseded(1, node("w1", images), node("w2", images))).containsExactly("app:2");
    }

    @Test
    void withOneTagInUseAllTagsOfTheImageAre() {
        HeldImage both = Nodes.held(
                "both",
                List.of(ImageRef.of("reg.io/app:1"), ImageRef.of("x.io/other:1")),
                List.of(),
                OptionalLong.of(5));
        created.put(both.id(), Instant.parse("2026-01-01T00:00:00Z"));
        List<HeldImage> images = new ArrayList<>(List.of(app("2=02", "3=03")));
        images.add(both);
        uses("w1", "x.io/other:1");
        assertThat(superseded(1, node("w1", images.toArray(HeldImage[]::new)))).containsExactly("app:2");
    }

    @Test
    void ofANodeThatDoesNotTellNothingGoes() {
        Survey silent = node("w1", app("1=01"));
        Survey other = node("w2", app("2=02", "3=03"));
        used.put(new NodeName("w2"), new InUse(List.of()));
        assertThat(new Superseded(List.of(silent, other), rules.build(), 1).among(used, created))
                .containsExactly(ImageRef.of("reg.io/app:2"));
    }

    /// A tag is as new as the newest image that it stands for.
    @Test
    void aTagThatDriftsIsAsOldAsItsNewestImage() {
        HeldImage rebuilt = image("reg.io/app:1", "rebuilt", 5);
        created.put(rebuilt.id(), Instant.parse("2026-01-09T00:00:00Z"));
        assertThat(superseded(1, node("w1", app("1=01", "2=02")), node("w2", rebuilt)))
                .containsExactly("app:2");
        created.remove(rebuilt.id());
        assertThat(superseded(1, node("w1", app("1=01", "2=02")), node("w2", rebuilt)))
                .isEmpty();
    }

    @Test
    void whereASourceWasLeftOutNothingGoes() {
        Survey out = new Survey.LeftOut(new NodeName("w2"), new ConnectFailure.Refused("w2:22"));
        assertThat(superseded(1, node("w1", app("1=01", "2=02")), out)).isEmpty();
        rules = rules.sources("w1");
        assertThat(superseded(1, node("w1", app("1=01", "2=02")), out)).containsExactly("app:1");
    }

    @Test
    void onlySourcesAndWhatIsWantedCount() {
        rules = rules.sources("w1").exclude("*:3");
        assertThat(superseded(1, node("w1", app("1=01", "2=02", "3=03")), node("w2", app("4=04"))))
                .containsExactly("app:1");
    }

    @Test
    void nobodyIsAskedWhereNothingIsTooMuch() {
        Superseded none = new Superseded(List.of(node("w1", app("1=01", "2=02"))), rules.build(), 2);
        assertThat(none.holders()).isEmpty();
        assertThat(none.images()).isEmpty();
    }

    @Test
    void onlyThoseAreAskedWhoHoldWhatMayGo() {
        Survey one = node("w1", app("1=01", "2=02"));
        Superseded some = new Superseded(List.of(one, node("w2", image("reg.io/b:1"))), rules.build(), 1);
        assertThat(some.holders()).extracting(Survey.Listed::node).containsExactly(new NodeName("w1"));
        assertThat(some.images()).hasSize(2);
    }
}
