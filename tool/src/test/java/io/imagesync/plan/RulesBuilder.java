package io.imagesync.plan;

import io.imagesync.model.DiskLimit;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Rules as a configuration would say them, with its defaults.
record RulesBuilder(
        List<String> prefixes,
        List<String> exclude,
        List<String> images,
        Set<String> sources,
        Set<String> receivers,
        boolean syncDigests,
        OptionalLong maxImageSize,
        int diskLimit) {
    static RulesBuilder prefix(String... prefixes) {
        return new RulesBuilder(
                List.of(prefixes), List.of(), List.of(), Set.of(), Set.of(), false, OptionalLong.empty(), 80);
    }

    RulesBuilder exclude(String... globs) {
        return new RulesBuilder(
                prefixes, List.of(globs), images, sources, receivers, syncDigests, maxImageSize, diskLimit);
    }

    RulesBuilder images(String... references) {
        return new RulesBuilder(
                prefixes, exclude, List.of(references), sources, receivers, syncDigests, maxImageSize, diskLimit);
    }

    RulesBuilder sources(String... names) {
        return new RulesBuilder(
                prefixes, exclude, images, Set.of(names), receivers, syncDigests, maxImageSize, diskLimit);
    }

    RulesBuilder receivers(String... names) {
        return new RulesBuilder(
                prefixes, exclude, images, sources, Set.of(names), syncDigests, maxImageSize, diskLimit);
    }

    RulesBuilder digests() {
        return new RulesBuilder(prefixes, exclude, images, sources, receivers, true, maxImageSize, diskLimit);
    }

    RulesBuilder maxSize(long bytes) {
        return new RulesBuilder(
                prefixes, exclude, images, sources, receivers, syncDigests, OptionalLong.of(bytes), diskLimit);
    }

    RulesBuilder diskLimit(int percent) {
        return new RulesBuilder(prefixes, exclude, images, sources, receivers, syncDigests, maxImageSize, percent);
    }

    Rules build() {
        return new Rules(
                map(prefixes.stream(), Prefix::new),
                map(exclude.stream(), Glob::new),
                map(images.stream(), text -> ImageRef.of(text).completed()),
                names(sources),
                names(receivers),
                syncDigests,
                maxImageSize,
                new DiskLimit(diskLimit));
    }

    private static <T> List<T> map(Stream<String> texts, Function<String, T> made) {
        return texts.map(made).toList();
    }

    private static Set<NodeName> names(Set<String> texts) {
        return texts.stream().map(NodeName::new).collect(Collectors.toSet());
    }
}
