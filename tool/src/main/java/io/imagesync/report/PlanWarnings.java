package io.imagesync.report;

import io.imagesync.model.NodeName;
import io.imagesync.model.Plan;
import io.imagesync.model.Plan.Drift;
import io.imagesync.model.Plan.PlainTextMatch;
import io.imagesync.model.Removed;
import io.imagesync.model.Skip;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What looks wrong about a plan, in words.
public final class PlanWarnings {
    public static final String IDLE_REMEDY =
            "correct or remove it; crictl images -o json on a node shows how the names begin";

    /// As container tools shorten an id.
    private static final int SHORT = 12;

    private static final Comparator<Map.Entry<String, List<NodeName>>> MOST_FIRST = (one, other) -> {
        int most = other.getValue().size() - one.getValue().size();
        return most != 0 ? most : one.getKey().compareTo(other.getKey());
    };

    private PlanWarnings() {}

    /// A prefix that takes nothing: most likely it is misspelt.
    public static String idle(String prefix) {
        return "The prefix " + prefix + " selects no image on any node";
    }

    /// One for all images that prefixes match only as plain text, as the Bash tool did, and one for each idle prefix.
    static List<String> of(Plan plan) {
        List<String> all = new ArrayList<>();
        if (!plan.plainText().isEmpty()) {
            String matches =
                    plan.plainText().stream().map(PlanWarnings::plainText).collect(Collectors.joining("; "));
            all.add("Not selected, because a prefix ends where a part of a name ends: " + matches);
        }
        plan.idlePrefixes().forEach(prefix -> all.add(idle(prefix) + "; " + IDLE_REMEDY));
        for (Removed one : plan.removed()) {
            if (one.isWanted()) {
                all.add(RemovedWords.wanted(one));
            }
        }
        return all;
    }

    /// What brings images that are skipped since no registry has them, where they are not relayed.
    static Optional<String> hint(Plan plan) {
        return plan.skips().stream().anyMatch(skip -> skip.reason() == Skip.Reason.LOADED_BY_HAND)
                ? Optional.of("With RELAY=loaded, images that were loaded by hand come from the nodes that have them")
                : Optional.empty();
    }

    /// How many images KEEP_TAGS leaves out.
    static Optional<String> superseded(Plan plan) {
        int count = plan.superseded().size();
        return count == 0
                ? Optional.empty()
                : Optional.of(count + (count == 1 ? " image is" : " images are")
                        + " not wanted: their repositories have newer tags (KEEP_TAGS); image-sync remove --superseded"
                        + " removes them");
    }

    private static String plainText(PlainTextMatch match) {
        return match.count() + " for " + match.prefix() + ", such as " + match.example() + " (to select them, write "
                + match.prefix() + "*)";
    }

    /// Which nodes have which image under one tag, in one line; what most nodes have comes first.
    static String drift(Drift drift) {
        return drift.image() + " is " + drift.ids().size() + " different images: "
                + drift.ids().entrySet().stream()
                        .sorted(MOST_FIRST)
                        .map(id -> shortened(id.getKey()) + " on " + NodeNames.folded(id.getValue()))
                        .collect(Collectors.joining(", "));
    }

    private static String shortened(String id) {
        String hash = id.substring(id.indexOf(':') + 1);
        return hash.length() <= SHORT ? hash : hash.substring(0, SHORT);
    }
}
