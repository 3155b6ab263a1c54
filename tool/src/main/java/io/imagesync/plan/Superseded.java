package io.imagesync.plan;

import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.InUse;
import io.imagesync.model.NodeName;
import io.imagesync.model.Survey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Which tags newer ones of their repositories have taken the place of: of each repository under the prefixes the
/// newest so many stay, by the time at which their images were made. Tags that IMAGES or a workload names or that a
/// node
/// uses are neither counted nor superseded. In doubt nothing is: where a source was left out nowhere, where a time is
/// not known
/// not in that repository, and of equal times none. Pure.
public final class Superseded {
    private final List<Survey.Listed> nodes;
    private final int keep;
    /// Only those that may have too many: tags, and the ids of their images.
    private final Map<String, Map<ImageRef, Set<String>>> repositories = new TreeMap<>();

    /// @param keep tags of each repository
    public Superseded(List<Survey> surveys, Rules rules, int keep) {
        this.nodes = Survey.listed(surveys);
        this.keep = keep;
        if (Survey.leftOut(surveys).stream().noneMatch(out -> rules.isSource(out.node()))) {
            nodes.stream()
                    .filter(node -> rules.isSource(node.node()))
                    .flatMap(node -> node.listing().images().stream())
                    .forEach(image -> collect(image, rules));
            repositories.values().removeIf(tags -> tags.size() <= keep);
        }
    }

    private void collect(HeldImage image, Rules rules) {
        for (ImageRef tag : image.tags()) {
            if (rules.counts(tag, image) && !rules.excludes(tag) && !rules.isNamed(tag)) {
                repositories
                        .computeIfAbsent(tag.name(), _ -> new TreeMap<>())
                        .computeIfAbsent(tag, _ -> new TreeSet<>())
                        .add(image.id());
            }
        }
    }

    /// Who may use such tags, and can tell when their images were made.
    public List<Survey.Listed> holders() {
        return repositories.isEmpty()
                ? List.of()
                : nodes.stream()
                        .filter(node -> node.listing().images().stream().anyMatch(this::concerns))
                        .toList();
    }

    /// Whether one of its tags is among those that may be superseded.
    private boolean concerns(HeldImage image) {
        return image.tags().stream()
                .anyMatch(tag -> repositories.getOrDefault(tag.name(), Map.of()).containsKey(tag));
    }

    /// Ids of images of which it matters when they were made.
    public Set<String> images() {
        return repositories.values().stream()
                .flatMap(tags -> tags.values().stream())
                .flatMap(Set::stream)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// @param used by the [#holders]; of one that is missing all that it holds counts as in use
    /// @param created of the [#images], as far as it is known
    public Set<ImageRef> among(Map<NodeName, InUse> used, Map<String, Instant> created) {
        Set<ImageRef> inUse = inUse(used);
        Set<ImageRef> superseded = new HashSet<>();
        repositories.values().forEach(tags -> {
            Map<ImageRef, Set<String>> counted = new TreeMap<>(tags);
            counted.keySet().removeAll(inUse);
            superseded.addAll(older(counted, created));
        });
        return superseded;
    }

    private Set<ImageRef> inUse(Map<NodeName, InUse> used) {
        Set<ImageRef> tags = new HashSet<>();
        for (Survey.Listed node : holders()) {
            Optional<Set<String>> names =
                    Optional.ofNullable(used.get(node.node())).map(Superseded::names);
            node.listing().images().stream()
                    .filter(image -> concerns(image)
                            && names.map(all -> isUsed(image, all)).orElse(true))
                    .forEach(image -> tags.addAll(image.tags()));
        }
        return tags;
    }

    /// By what a node's uses could name an image, in the way of [InUse#by], but once for all images: ids, references
    /// written out in full, and digests.
    private static Set<String> names(InUse used) {
        Set<String> names = new HashSet<>();
        for (InUse.Use use : used.uses()) {
            int scheme = use.image().indexOf("://");
            String name = use.image().substring(scheme < 0 ? 0 : scheme + 3);
            names.add(HeldImage.isBare(name) ? "sha256:" + name : name.substring(name.indexOf('@') + 1));
            ImageRef.parse(name).map(ImageRef::canonical).ifPresent(names::add);
        }
        return names;
    }

    private static boolean isUsed(HeldImage image, Set<String> used) {
        return used.contains(image.id())
                || image.names()
                        .map(ImageRef::canonical)
                        .anyMatch(name -> used.contains(name) || used.contains(name.substring(name.indexOf('@') + 1)));
    }

    private List<ImageRef> older(Map<ImageRef, Set<String>> tags, Map<String, Instant> created) {
        Map<ImageRef, Instant> times = new TreeMap<>();
        tags.forEach((tag, ids) -> {
            List<Instant> known = new ArrayList<>();
            ids.forEach(id -> Optional.ofNullable(created.get(id)).ifPresent(known::add));
            if (known.size() == ids.size()) {
                times.put(tag, known.stream().max(Comparator.naturalOrder()).orElseThrow());
            }
        });
        if (times.size() < tags.size() || times.size() <= keep) {
            return List.of();
        }
        Instant last = times.values().stream()
                .sorted(Comparator.reverseOrder())
                .skip(keep - 1L)
                .findFirst()
                .orElseThrow();
        return times.keySet().stream()
                .filter(tag -> times.getOrDefault(tag, last).isBefore(last))
                .toList();
    }
}
