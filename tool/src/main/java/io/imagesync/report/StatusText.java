package io.imagesync.report;

import io.imagesync.model.Demand;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Matrix;
import io.imagesync.model.Matrix.Cell;
import io.imagesync.model.NodeName;
import io.imagesync.model.Plan;
import io.imagesync.model.Sizes;
import io.imagesync.model.Survey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/// What is where, for people: a line a node, then a line an image. Nodes that have the same are one column; images that
/// all nodes have are counted only, unless they are asked for.
public final class StatusText {
    /// More columns than that, or wider ones, are words in a line instead.
    private static final int MOST_COLUMNS = 8;

    private static final int WIDEST = 96;

    private static final String NONE = "-";

    /// Where the column of pins is.
    private static final int PINS = 6;

    private final List<Survey> surveys;
    private final Matrix matrix;
    private final Plan plan;
    private final Demand demand;
    private final int room;
    private final PinnedImages pinned;

    private StatusText(List<Survey> surveys, Matrix matrix, Plan plan, int room) {
        this.surveys = surveys;
        this.matrix = matrix;
        this.plan = plan;
        this.demand = plan.demand();
        this.room = room;
        this.pinned = PinnedImages.of(surveys);
    }

    /// @param plan what of it comes through this host, was removed or is superseded, and who asks for it
    /// @param all also images that all nodes have that are to have them
    /// @param room columns that a line of a table may have at most
    public static List<String> lines(List<Survey> surveys, Matrix matrix, Plan plan, boolean all, int room) {
        return new StatusText(surveys, matrix, plan, room).lines(all);
    }

    private List<String> lines(boolean all) {
        List<String> lines = new ArrayList<>(nodes());
        List<Matrix.Row> rows =
                matrix.rows().stream().filter(row -> all || !row.isInPlace()).toList();
        section(lines, rows.isEmpty() ? List.of() : images(rows));
        section(lines, PlanText.relays(plan, room));
        if (demand.byWorkloads()) {
            section(lines, DemandWords.nowhere(surveys, demand, room));
            section(lines, DemandWords.waits(demand, room));
        }
        List<String> further = new ArrayList<>(RemovedWords.lines(plan.removed(), room));
        further.addAll(superseded());
        further.addAll(FailureWords.leftOut(surveys));
        further.addAll(DemandWords.leftAlone(demand));
        section(lines, further);
        section(lines, List.of(total()));
        return lines;
    }

    private static void section(List<String> lines, List<String> more) {
        if (!more.isEmpty()) {
            lines.add("");
            lines.addAll(more);
        }
    }

    private List<String> superseded() {
        Columns table = new Columns("lnw");
        NodeNames.alike(plan.superseded(), ImageRef::name)
                .forEach(tags -> table.add(
                        "superseded",
                        tags.getFirst().name(),
                        tags.stream()
                                .map(tag -> tag.canonical().substring(tag.name().length() + 1))
                                .collect(Collectors.joining(", "))));
        return table.lines(room);
    }

    /// Nodes with the same figures share a line. That nothing is pinned takes no column.
    private List<String> nodes() {
        boolean pins = pinned.isAny(matrix);
        Columns table = new Columns(pins ? "nrrrrrrrr" : "nrrrrrrr");
        List<String> head =
                new ArrayList<>(List.of("NODE", "IMAGES", "MISSING", "SKIPPED", "DRIFT", "BY DIGEST", "SIZE", "DISK"));
        if (pins) {
            head.add(PINS, "PINNED");
        }
        table.add(head);
        Set<ImageRef> wanted = matrix.rows().stream().map(Matrix.Row::image).collect(Collectors.toSet());
        for (Survey survey : surveys) {
            if (survey instanceof Survey.LeftOut) {
                List<String> row = new ArrayList<>(Collections.nCopies(pins ? 9 : 8, NONE));
                row.set(0, survey.node().text());
                row.set(row.size() - 1, "left out");
                table.add(row);
            } else if (survey instanceof Survey.Listed listed && matrix.nodes().contains(survey.node())) {
                table.add(figures(listed, wanted, pins));
            }
        }
        return table.folded(0).lines(room);
    }

    private List<String> figures(Survey.Listed survey, Set<ImageRef> wanted, boolean pins) {
        NodeName node = survey.node();
        List<OptionalLong> sizes = survey.listing().images().stream()
                .filter(image -> image.tags().stream().anyMatch(wanted::contains)
                        || image.digests().stream().anyMatch(wanted::contains))
                .map(HeldImage::size)
                .toList();
        List<String> row = new ArrayList<>(List.of(
                node.text(),
                Long.toString(matrix.count(node, Cell.PRESENT) + matrix.count(node, Cell.DRIFT)),
                Long.toString(matrix.count(node, Cell.MISSING)),
                Long.toString(matrix.count(node, Cell.SKIPPED)),
                Long.toString(matrix.count(node, Cell.DRIFT)),
                Long.toString(matrix.count(node, Cell.BY_DIGEST)),
                Sizes.total(sizes, false),
                survey.listing()
                        .disk()
                        .map(disk -> disk.percent() + "% of " + Sizes.bytes(disk.capacity()))
                        .orElse("unknown")));
        if (pins) {
            row.add(PINS, Long.toString(pinned.count(node, matrix)));
        }
        return row;
    }

    private List<String> images(List<Matrix.Row> rows) {
        List<List<NodeName>> columns = List.copyOf(NodeNames.alike(
                matrix.nodes(),
                node -> rows.stream().map(row -> shown(row, node)).toList()));
        List<String> names = new ArrayList<>();
        columns.forEach(nodes -> names.add(NodeNames.folded(nodes)));
        List<NodeName> leftOut =
                Survey.leftOut(surveys).stream().map(Survey.LeftOut::node).toList();
        if (!leftOut.isEmpty()) {
            names.add(NodeNames.folded(leftOut));
        }
        boolean asMatrix = names.size() <= MOST_COLUMNS
                && names.stream().mapToInt(name -> name.length() + 2).sum() <= Math.min(WIDEST, room / 2);
        return asMatrix ? matrix(rows, columns, names) : words(rows);
    }

    /// @param names of the columns, and of what is left out
    private List<String> matrix(List<Matrix.Row> rows, List<List<NodeName>> columns, List<String> names) {
        Columns table = new Columns("nr" + "l".repeat(names.size()) + (demand.byWorkloads() ? "w" : ""));
        List<String> head = new ArrayList<>(List.of("IMAGE", "SIZE"));
        head.addAll(names);
        if (demand.byWorkloads()) {
            head.add("USED BY");
        }
        table.add(head);
        for (Matrix.Row row : rows) {
            List<String> cells = new ArrayList<>(List.of(row.image().toString(), Sizes.bytes(row.size())));
            columns.forEach(column -> cells.add(shown(row, column.getFirst())));
            if (columns.size() < names.size()) {
                cells.add("not known");
            }
            if (demand.byWorkloads()) {
                cells.add(DemandWords.counted(demand.users(row.image())));
            }
            table.add(cells);
        }
        return table.lines(room);
    }

    private String shown(Matrix.Row row, NodeName node) {
        return switch (row.cell(node)) {
            case PRESENT -> pinned.on(node, row.image()) ? "pinned" : "yes";
            case MISSING -> "-";
            case SKIPPED -> "skipped";
            case DRIFT -> "DRIFT";
            case BY_DIGEST -> "digest";
            case NOT_WANTED -> "not wanted";
        };
    }

    private List<String> words(List<Matrix.Row> rows) {
        Columns table = new Columns("nrw");
        table.add("IMAGE", "SIZE", "WHERE");
        for (Matrix.Row row : rows) {
            List<String> parts = Arrays.stream(Cell.values())
                    .filter(cell -> cell != Cell.PRESENT)
                    .map(cell -> part(row, cell))
                    .filter(part -> !part.isEmpty())
                    .collect(Collectors.toCollection(ArrayList::new));
            List<NodeName> pins = pinned.nodes(matrix, row.image());
            if (!pins.isEmpty()) {
                parts.add("pinned on " + NodeNames.folded(pins));
            }
            String users = DemandWords.usedBy(demand, row.image());
            if (!users.isEmpty()) {
                parts.add(users);
            }
            table.add(
                    row.image().toString(),
                    Sizes.bytes(row.size()),
                    (row.isEverywhere() ? "everywhere" + (parts.isEmpty() ? "" : "; ") : "")
                            + String.join("; ", parts));
        }
        return table.lines(room);
    }

    private String part(Matrix.Row row, Cell cell) {
        List<NodeName> names = matrix.nodes(row, cell);
        return names.isEmpty() ? "" : cell + " on " + NodeNames.folded(names);
    }

    private String total() {
        long everywhere =
                matrix.rows().stream().filter(Matrix.Row::isEverywhere).count();
        long inPlace = matrix.rows().stream().filter(Matrix.Row::isInPlace).count() - everywhere;
        int leftOut = Survey.leftOut(surveys).size();
        return matrix.rows().size() + " images on " + matrix.nodes().size() + " nodes; " + everywhere
                + " are everywhere"
                + (inPlace == 0 ? "" : ", " + inPlace + " on all nodes that should have them")
                + (leftOut == 0 ? "" : "; " + leftOut + (leftOut == 1 ? " node is" : " nodes are") + " not known");
    }
}
