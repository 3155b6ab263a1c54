package io.imagesync.plan;

import io.imagesync.model.DiskUsage;
import io.imagesync.model.Given;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Listing;
import io.imagesync.model.NodeName;
import io.imagesync.model.Plan;
import io.imagesync.model.Pull;
import io.imagesync.model.Survey.Listed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// Generated fleets and rules, from few enough names that they meet.
final class Fleets {
    private static final long GIB = Nodes.GIB;

    private Fleets() {}

    static Arbitrary<List<Listed>> fleets() {
        return listings()
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(listings -> IntStream.range(0, listings.size())
                        .mapToObj(i -> new Listed(new NodeName("w" + i), listings.get(i)))
                        .toList());
    }

    private static Arbitrary<Listing> listings() {
        Arbitrary<Optional<DiskUsage>> disks = Arbitraries.longs()
                .between(0, 100)
                .map(used -> new DiskUsage("/var", 100 * GIB, used * GIB))
                .optional(0.9);
        Arbitrary<List<String>> invalid = Arbitraries.of("<x>", "$(id)").list().ofMaxSize(2);
        Arbitrary<List<HeldImage>> images =
                images().list().ofMaxSize(8).uniqueElements(HeldImage::id).map(Fleets::oneImageATag);
        Arbitrary<Optional<String>> architectures =
                Arbitraries.of("x86_64", "aarch64").optional(0.9);
        return Combinators.combine(images, invalid, architectures, disks).as(Given::listing);
    }

    private static Arbitrary<HeldImage> images() {
        Arbitrary<String> names =
                Arbitraries.of("reg.io/a", "reg.io/ab", "reg.io/b", "other/a", "docker.io/library/nginx");
        Arbitrary<String> tags = Arbitraries.of("1", "2", "dev");
        Arbitrary<String> builds = Arbitraries.of("", " rebuilt");
        Arbitrary<OptionalLong> sizes = Arbitraries.longs()
                .between(0, 20)
                .map(gib -> gib == 0 ? OptionalLong.empty() : OptionalLong.of(gib * GIB));
        Arbitrary<Integer> shapes = Arbitraries.integers().between(0, 5);
        return Combinators.combine(names, tags, builds, sizes, shapes).as((name, tag, build, size, shape) -> {
            String full = name + ":" + tag;
            ImageRef digest = Nodes.digest(full, full + build);
            return switch (shape) {
                case 0 -> Nodes.held(full + build, List.of(), List.of(digest), size);
                case 1 -> Nodes.held(full + build, List.of(ImageRef.of(full)), List.of(), size);
                case 2 -> Nodes.held(full + build, both(full, name + ":latest"), List.of(digest), size);
                default -> Nodes.held(full + build, List.of(ImageRef.of(full)), List.of(digest), size);
            };
        });
    }

    private static List<ImageRef> both(String one, String other) {
        return List.of(ImageRef.of(one), ImageRef.of(other));
    }

    /// A runtime gives a tag to one image only.
    private static List<HeldImage> oneImageATag(List<HeldImage> images) {
        Set<ImageRef> seen = new HashSet<>();
        return images.stream()
                .filter(image -> image.tags().stream().noneMatch(seen::contains))
                .peek(image -> seen.addAll(image.tags()))
                .toList();
    }

    static Arbitrary<RulesBuilder> rules() {
        Arbitrary<List<String>> prefixes = Arbitraries.of("reg", "reg.io/a", "re*", "*", "nginx", "docker.io")
                .list()
                .ofMaxSize(2);
        Arbitrary<List<String>> exclude =
                Arbitraries.of("*:dev", "reg.io/b*", "*@sha256:*", "*").list().ofMaxSize(1);
        Arbitrary<List<String>> images = Arbitraries.of("nginx", "nginx:1", "reg.io/a:1", "new/x:1")
                .list()
                .ofMaxSize(2);
        Arbitrary<Set<String>> sources = Arbitraries.of("w0", "w1", "w2").set().ofMaxSize(2);
        Arbitrary<Set<String>> receivers =
                Arbitraries.of("w0", "w1", "w2").set().ofMaxSize(1);
        Arbitrary<Boolean> digests = Arbitraries.of(true, false);
        Arbitrary<OptionalLong> maxSize = Arbitraries.of(OptionalLong.empty(), OptionalLong.of(10 * GIB));
        Arbitrary<Integer> diskLimit = Arbitraries.of(0, 80);
        return Combinators.combine(prefixes, exclude, images, sources, receivers, digests, maxSize, diskLimit)
                .as(RulesBuilder::new);
    }

    static Set<ImageRef> held(Listed node) {
        return node.listing().images().stream()
                .flatMap(image -> Stream.concat(image.tags().stream(), image.digests().stream()))
                .collect(Collectors.toSet());
    }

    /// The fleet as if every image of one repository had one size, where a size is told.
    static List<Listed> sizedByRepository(List<Listed> fleet) {
        return fleet.stream()
                .map(node -> new Listed(
                        node.node(),
                        Given.listing(
                                node.listing().images().stream()
                                        .map(Fleets::sizedByRepository)
                                        .toList(),
                                node.listing().invalid(),
                                node.listing().architecture(),
                                node.listing().disk())))
                .toList();
    }

    private static HeldImage sizedByRepository(HeldImage image) {
        String repository = names(image).findFirst().orElseThrow().repository();
        long gib = repository.length();
        return new HeldImage(
                image.id(),
                image.tags(),
                image.digests(),
                image.size().isEmpty() ? image.size() : OptionalLong.of(gib * GIB));
    }

    private static Stream<ImageRef> names(HeldImage image) {
        return Stream.concat(image.tags().stream(), image.digests().stream());
    }

    /// The fleet with what the plan pulls on its nodes.
    static List<Listed> after(List<Listed> fleet, Plan plan) {
        return fleet.stream().map(node -> after(node, plan.pulls())).toList();
    }

    private static Listed after(Listed node, List<Pull> pulls) {
        List<HeldImage> images = new ArrayList<>(node.listing().images());
        pulls.stream()
                .filter(p -> p.node().equals(node.node()))
                .map(Fleets::pulled)
                .forEach(images::add);
        Listing before = node.listing();
        return new Listed(node.node(), Given.listing(images, before.invalid(), before.architecture(), before.disk()));
    }

    private static HeldImage pulled(Pull pull) {
        ImageRef image = pull.image();
        if (image.isDigested()) {
            return Nodes.held("pulled " + image, List.of(), List.of(image), pull.size());
        }
        ImageRef digest = Nodes.digest(image.canonical(), "pulled");
        return Nodes.held("pulled " + image, List.of(image), List.of(digest), pull.size());
    }
}
