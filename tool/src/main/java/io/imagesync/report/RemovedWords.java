package io.imagesync.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.imagesync.model.Removed;
import io.imagesync.model.Removed.State;
import io.imagesync.model.Tombstone;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What was removed and is to stay away, for people and as JSON.
public final class RemovedWords {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);
    private static final String HINT =
            "image-sync remove --pending removes it from these nodes, image-sync restore lets it come back";
    private static final int NAMED = 3;

    private RemovedWords() {}

    /// When and by whom it was removed.
    public static String since(Tombstone tombstone) {
        return TIME.format(tombstone.at()) + (tombstone.by().isEmpty() ? "" : " by " + tombstone.by());
    }

    /// A line for each that a node has or that is wanted; the others are counted.
    ///
    /// @param room columns that a line may have at most
    static List<String> lines(List<Removed> all, int room) {
        List<Removed> shown =
                all.stream().filter(one -> one.isHeld() || one.isWanted()).toList();
        Columns table = new Columns("lnlw");
        shown.forEach(one -> table.add("removed", one.image().toString(), since(one.tombstone()), where(one)));
        List<String> lines = new ArrayList<>(table.lines(room));
        int away = all.size() - shown.size();
        if (away > 0) {
            lines.add("removed   " + away + (away == 1 ? " image" : " images") + " that no node has any more");
        }
        if (all.stream().anyMatch(one -> !one.nodes(State.STILL).isEmpty())) {
            lines.add("hint      " + HINT);
        }
        return lines;
    }

    private static String where(Removed one) {
        List<String> parts = new ArrayList<>();
        if (one.named()) {
            parts.add("IMAGES names it");
        }
        if (!one.users().isEmpty()) {
            parts.add(DemandWords.usedBy(one.users()));
        }
        Arrays.stream(State.values())
                .filter(state -> !one.nodes(state).isEmpty())
                .map(state -> words(state) + " on " + NodeNames.folded(one.nodes(state)))
                .forEach(parts::add);
        return String.join("; ", parts);
    }

    private static String words(State state) {
        return switch (state) {
            case STILL -> "still";
            case AGAIN -> "pulled again";
            case OTHER -> "another image of that name";
        };
    }

    /// IMAGES or workloads want what was removed.
    static String wanted(Removed one) {
        return one.named()
                ? "IMAGES names " + one.image() + ", which was removed " + since(one.tombstone())
                        + ", so it is still wanted; remove it from IMAGES, or run image-sync restore "
                        + one.image()
                : one.image() + " was removed " + since(one.tombstone()) + ", but " + DemandWords.need(one.users())
                        + ", so it is still wanted; change the workload"
                        + (one.users().size() == 1 ? "" : "s") + ", or run image-sync restore " + one.image();
    }

    /// Lines of the log: what nodes still have, and what is there again, each in one.
    static List<String> log(List<Removed> all) {
        List<String> lines = new ArrayList<>();
        List<Removed> unwanted = all.stream().filter(one -> !one.isWanted()).toList();
        summed(unwanted, one -> !one.nodes(State.STILL).isEmpty())
                .forEach(what -> lines.add("Removed, and still there: " + what + "; " + HINT));
        summed(
                        unwanted,
                        one -> !one.nodes(State.AGAIN).isEmpty()
                                || !one.nodes(State.OTHER).isEmpty())
                .forEach(what -> lines.add("Removed, and there again: " + what + "; it stays there, and does not"
                        + " spread; image-sync restore lets it come back, image-sync remove removes it again"));
        return lines;
    }

    /// @return nothing where there is none
    private static List<String> summed(List<Removed> all, Predicate<Removed> is) {
        List<Removed> some = all.stream().filter(is).toList();
        String first = some.stream()
                .limit(NAMED)
                .map(one -> one.image() + " (" + where(one) + ")")
                .collect(Collectors.joining(", "));
        int rest = some.size() - NAMED;
        return some.isEmpty() ? List.of() : List.of(first + (rest > 0 ? " and " + rest + " more" : ""));
    }

    /// The field `removed`.
    static void json(JsonGenerator json, List<Removed> all) throws IOException {
        JsonDocument.objects(json, "removed", all, one -> {
            fields(json, one.tombstone());
            JsonDocument.flag(json, "named", one.named());
            DemandJson.usedBy(json, one.users());
            for (State state : State.values()) {
                JsonDocument.texts(json, state.toString(), one.nodes(state));
            }
        });
    }

    private static void fields(JsonGenerator json, Tombstone tombstone) throws IOException {
        json.writeStringField("image", tombstone.image().toString());
        json.writeStringField("since", tombstone.at().toString());
        json.writeStringField("by", tombstone.by());
    }

    /// What is restored, for people.
    ///
    /// @param room columns that a line may have at most
    public static List<String> restored(List<Tombstone> tombstones, int room) {
        Columns table = new Columns("nl");
        table.add("IMAGE", "REMOVED");
        tombstones.forEach(one -> table.add(one.image().toString(), since(one)));
        List<String> lines = new ArrayList<>(table.lines(room));
        lines.add("");
        lines.add(
                "Once restored, an image spreads from the nodes that still have it. If none has: name it in IMAGES, or load it.");
        return lines;
    }

    /// The same as JSON.
    public static String restoredJson(List<Tombstone> tombstones) {
        return JsonDocument.of(
                "restore", json -> JsonDocument.objects(json, "restored", tombstones, one -> fields(json, one)));
    }
}
