package io.imagesync.plan;

import io.imagesync.model.Demand;
import io.imagesync.model.Failure;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Listing;
import io.imagesync.model.Matrix;
import io.imagesync.model.NodeName;
import io.imagesync.model.Plan;
import io.imagesync.model.Plan.Drift;
import io.imagesync.model.Plan.NodePlan;
import io.imagesync.model.Plan.PlainTextMatch;
import io.imagesync.model.Pull;
import io.imagesync.model.RelayMode;
import io.imagesync.model.RuntimeKind;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Works out what every readable node lacks. The result depends on what the nodes hold and on the rules, not on the
/// order of the nodes.
public final class Planner {
    private final List<Survey.Listed> nodes;
    private final Rules rules;
    private final SkipRules skipRules;
    private final Map<ImageRef, Wanted> wanted = new TreeMap<>();
    private final Set<ImageRef> excluded = new TreeSet<>();

    /// Looks through what the nodes hold, which is most of the work.
    public Planner(List<Survey> surveys, Rules rules) {
        this.nodes = Survey.listed(surveys);
        this.rules = rules;
        this.skipRules = new SkipRules(rules);
        collectWanted();
        collectHolders();
    }

    /// What of the wanted images is where, for those nodes that receive.
    public Matrix matrix() {
        List<Survey.Listed> receivers =
                nodes.stream().filter(n -> rules.receives(n.node())).toList();
        Map<Wanted, Map<NodeName, Matrix.Cell>> cells = new HashMap<>();
        wanted.values().stream()
                .filter(want -> !want.isAlikeOn(nodes.size()))
                .forEach(want -> cells.put(want, new HashMap<>()));
        if (!cells.isEmpty()) {
            receivers.forEach(node -> fill(cells, node));
        }
        List<Matrix.Row> rows = wanted.values().stream()
                .map(want -> new Matrix.Row(
                        want.name(),
                        want.size(want.tellsSize(RuntimeKind.CONTAINERD)),
                        cells.getOrDefault(want, Map.of())))
                .toList();
        return new Matrix(receivers.stream().map(Survey.Listed::node).toList(), rows);
    }

    private void fill(Map<Wanted, Map<NodeName, Matrix.Cell>> cells, Survey.Listed node) {
        Set<String> ids = node.listing().images().stream()
                .flatMap(image -> Stream.concat(
                        Stream.of(image.id()), image.digests().stream().map(ImageRef::canonical)))
                .collect(Collectors.toSet());
        cells.forEach((want, row) -> {
            Matrix.Cell cell = want.cell(node.node(), ids);
            if (cell != Matrix.Cell.PRESENT) {
                row.put(node.node(), isLeftAlone(cell, want, node) ? Matrix.Cell.SKIPPED : cell);
            }
        });
    }

    private boolean isLeftAlone(Matrix.Cell cell, Wanted want, Survey.Listed node) {
        return (cell == Matrix.Cell.MISSING || cell == Matrix.Cell.BY_DIGEST)
                && skipRules
                        .skip(skipRules.pull(node, want, false), want, node.listing())
                        .filter(skip -> !skip.isUndone())
                        .isPresent();
    }

    /// What each node that receives is to pull.
    public Plan plan() {
        List<NodePlan> parts = nodes.stream()
                .filter(n -> rules.receives(n.node()))
                .map(this::planFor)
                .toList();
        List<PlainTextMatch> plainText = rules.union() ? plainTextMatches() : List.of();
        return new Plan(
                parts,
                List.copyOf(excluded),
                Survey.invalid(nodes),
                plainText,
                rules.union() ? idlePrefixes(plainText) : List.of(),
                drift(),
                rules.removed(nodes),
                rules.superseded().stream().sorted().toList(),
                rules.demand());
    }

    /// Those of the plan's pulls that stay as they are whatever nodes hold that have not answered yet.
    public List<Pull> certainPulls() {
        return plan().pulls().stream()
                .filter(pull -> isCertain(
                        pull, Optional.ofNullable(wanted.get(pull.image())).orElseThrow()))
                .toList();
    }

    /// What is wanted stays wanted, and a holder that knows its registry stays one.
    private boolean isCertain(Pull pull, Wanted want) {
        boolean sizeMatters = rules.maxImageSize().isPresent() || rules.disk().percent() > 0;
        return want.isPullable()
                && !pull.isRelay()
                && !(rules.pullsDrift() && want.drifts())
                && (pull.size().isPresent() || !sizeMatters);
    }

    private void collectWanted() {
        rules.images().forEach(image -> want(image, true));
        for (Survey.Listed node : nodes) {
            if (rules.isSource(node.node())) {
                node.listing().images().stream()
                        .flatMap(image -> rules.names(image).filter(name -> rules.spreads(name, image)))
                        .forEach(image -> want(image, false));
            }
        }
        for (Map.Entry<ImageRef, Demand.Need> need : rules.demand().needs().entrySet()) {
            want(need.getKey(), need.getValue());
        }
        wanted.keySet().removeAll(excluded);
    }

    /// @param listed whether IMAGES names it
    private void want(ImageRef image, boolean listed) {
        if (rules.excludes(image)) {
            excluded.add(image);
        } else if (listed || !rules.superseded().contains(image)) {
            wanted.putIfAbsent(image, new Wanted(image, listed));
        }
    }

    /// What is wanted on all nodes anyway is left so.
    private void want(ImageRef image, Demand.Need need) {
        if (rules.excludes(image)) {
            excluded.add(image);
        } else if (!need.isNowhere()) {
            wanted.computeIfAbsent(image, _ -> new Wanted(image, need));
        }
    }

    private void collectHolders() {
        for (Survey.Listed node : nodes) {
            boolean sends = rules.sends(node);
            for (HeldImage image : node.listing().images()) {
                image.names().forEach(name -> {
                    Wanted want = wanted.get(name);
                    if (want != null) {
                        want.heldBy(node.node(), node.listing(), image);
                        if (sends) {
                            want.sentBy(node.node(), node.listing(), image);
                        }
                    }
                });
            }
        }
    }

    private NodePlan planFor(Survey.Listed survey) {
        Set<ImageRef> held = survey.listing().images().stream()
                .flatMap(HeldImage::names)
                .collect(Collectors.toCollection(HashSet::new));
        List<Pull> pulls = new ArrayList<>();
        List<Skip> skips = new ArrayList<>();
        int matching = 0;
        int lacking = 0;
        for (Map.Entry<ImageRef, Wanted> entry : wanted.entrySet()) {
            Wanted want = entry.getValue();
            boolean again = held.contains(entry.getKey());
            matching += again ? 1 : 0;
            lacking += !again && want.isWantedOn(survey.node()) ? 1 : 0;
            if (again ? pullsAgain(want) : want.isWantedOn(survey.node())) {
                Pull pull = skipRules.pull(survey, want, again);
                skipRules.skip(pull, want, survey.listing()).ifPresentOrElse(skips::add, () -> pulls.add(pull));
            }
        }
        pulls.sort(Pull.FIRST);
        int skipped = (int) skips.stream()
                .filter(skip -> !skip.isUndone() && !held.contains(skip.image()))
                .count();
        return new NodePlan(survey.node(), matching, lacking - skipped, skipped, pulls, skips);
    }

    /// Only a registry can say which of the images the tag stands for by now, and it says so to whoever
    /// pulls: those that have that image download nothing.
    private boolean pullsAgain(Wanted want) {
        return rules.pullsDrift() && want.drifts() && !want.loadedByHand() && rules.relay() != RelayMode.ALWAYS;
    }

    /// Who can send an image to nodes of an architecture, the best first.
    public List<NodeName> senders(ImageRef image, Optional<String> architecture) {
        return Optional.ofNullable(wanted.get(image))
                .map(want -> want.senders(architecture))
                .orElse(List.of());
    }

    /// The skip in place of a relay that nobody was found for.
    public Skip withoutSource(Pull pull, Failure why) {
        return skipRules.withoutSource(pull, why);
    }

    private List<String> idlePrefixes(List<PlainTextMatch> plainText) {
        Set<ImageRef> needed = rules.demand().needs().keySet();
        List<Listing> listings = nodes.stream().map(Survey.Listed::listing).toList();
        return Prefix.idle(rules.prefixes(), listings).stream()
                .filter(prefix ->
                        plainText.stream().noneMatch(match -> match.prefix().equals(prefix))
                                && needed.stream().noneMatch(new Prefix(prefix)::takes))
                .toList();
    }

    private List<PlainTextMatch> plainTextMatches() {
        List<ImageRef> untaken = nodes.stream()
                .filter(n -> rules.isSource(n.node()))
                .flatMap(n -> n.listing().images().stream())
                .flatMap(rules::names)
                .filter(image -> !rules.takes(image) && !rules.excludes(image))
                .sorted()
                .distinct()
                .toList();
        return Prefix.plainTextMatches(rules.prefixes(), untaken);
    }

    private List<Drift> drift() {
        return wanted.values().stream()
                .filter(Wanted::drifts)
                .map(w -> new Drift(w.name(), w.nodesById()))
                .toList();
    }
}
