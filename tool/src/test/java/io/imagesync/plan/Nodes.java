package io.imagesync.plan;

import io.imagesync.model.DiskUsage;
import io.imagesync.model.Given;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.Plan;
import io.imagesync.model.Survey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Nodes and the images they hold, in few words.
final class Nodes {
    static final long GIB = 1L << 30;
    private static final DiskUsage ROOMY = new DiskUsage("/var/lib/containerd", 1000 * GIB, 100 * GIB);

    private Nodes() {}

    static Survey node(String name, HeldImage... images) {
        return node(name, "x86_64", ROOMY, images);
    }

    static Survey arm(String name, HeldImage... images) {
        return node(name, "aarch64", ROOMY, images);
    }

    /// @param architecture empty when the node did not say
    static Survey node(String name, String architecture, DiskUsage disk, HeldImage... images) {
        return new Survey.Listed(
                new NodeName(name),
                Given.listing(
                        List.of(images),
                        List.of(),
                        Optional.of(architecture).filter(a -> !a.isEmpty()),
                        Optional.of(disk)));
    }

    static Survey withoutDisk(String name, HeldImage... images) {
        return new Survey.Listed(
                new NodeName(name), Given.listing(List.of(images), List.of(), Optional.of("x86_64"), Optional.empty()));
    }

    static Survey withInvalid(String name, String... invalid) {
        return new Survey.Listed(
                new NodeName(name),
                Given.listing(List.of(), List.of(invalid), Optional.of("x86_64"), Optional.empty()));
    }

    /// An image of 1 GiB that came from a registry; the same tag always gives the same content.
    static HeldImage image(String tag) {
        return image(tag, tag, GIB);
    }

    /// @param content what the image's id and the registry's digest are made of
    static HeldImage image(String tag, String content, long size) {
        ImageRef ref = ImageRef.of(tag);
        return held(content, List.of(ref), List.of(digest(tag, content)), OptionalLong.of(size));
    }

    static HeldImage sizeless(String tag) {
        return held(tag, List.of(ImageRef.of(tag)), List.of(digest(tag, tag)), OptionalLong.empty());
    }

    static HeldImage loadedByHand(String tag) {
        return loadedByHand(tag, tag);
    }

    static HeldImage loadedByHand(String tag, String content) {
        return held(content, List.of(ImageRef.of(tag)), List.of(), OptionalLong.of(GIB));
    }

    static HeldImage untagged(ImageRef digest) {
        return held(digest.toString(), List.of(), List.of(digest), OptionalLong.of(GIB));
    }

    static HeldImage held(String content, List<ImageRef> tags, List<ImageRef> digests, OptionalLong size) {
        return new HeldImage("sha256:" + hex("config of " + content), tags, digests, size);
    }

    /// The reference with a digest that the registry has for the content, in the repository of the tag.
    static ImageRef digest(String tag, String content) {
        String repository = tag.substring(0, tag.lastIndexOf(':'));
        return ImageRef.of(repository + "@sha256:" + hex(content));
    }

    private static String hex(String content) {
        return String.format("%064x", content.hashCode() & 0xffffffffL);
    }

    static List<String> pulls(Plan plan) {
        return plan.pulls().stream().map(p -> p.node() + " " + p.image()).toList();
    }

    static List<String> skips(Plan plan) {
        return plan.skips().stream()
                .map(s -> s.node() + " " + s.image() + ": " + s.reason())
                .toList();
    }

    static Plan plan(RulesBuilder rules, Survey... surveys) {
        return new Planner(Arrays.asList(surveys), rules.build()).plan();
    }
}
