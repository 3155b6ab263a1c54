package io.imagesync.report;

import io.imagesync.model.DiskUsage;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Matrix;
import io.imagesync.model.Matrix.Cell;
import io.imagesync.model.NodeName;
import io.imagesync.model.Survey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/// What is where, for people: a line a node, then a line an image. Nodes that have the same are one column; images that
/// all nodes have are counted only, unless they are asked for.
public final class StatusText {
    /// More columns than that, or wider ones, are words in a line instead.
    private static final int MOST_COLUMNS = 8;

    private static final int WIDEST = 80;

    private final List<Survey> surveys;
    private final Matrix matrix;

    private StatusText(List<Survey> surveys, Matrix matrix) {
        this.surveys = surveys;
        this.matrix = matrix;
    }

    /// @param all also images that all nodes have
    public static List<String> lines(List<Survey> surveys, Matrix matrix, boolean all) {
        return new StatusText(surveys, matrix).lines(all);
    }

    private List<String> lines(boolean all) {
        List<String> lines = new ArrayList<>(nodes());
        List<Matrix.Row> rows =
                matrix.rows().stream().filter(row -> all || !row.isEverywhere()).toList();
        if (!rows.isEmpty()) {
            lines.add("");
            lines.addAll(images(rows));
        }
        for (Survey.LeftOut out : Survey.leftOut(surveys)) {
            lines.add("");
            lines.add("left out  " + out.node() + ": " + FailureWords.why(out));
        }
        lines.add("");
        lines.add(total());
        return lines;
    }

    /// Nodes with the same figures share a line.
    private List<String> nodes() {
        Columns table = new Columns("lrrrrrrr");
        table.add("NODE", "IMAGES", "MISSING", "SKIPPED", "DRIFT", "BY DIGEST", "SIZE", "DISK");
        Map<List<String>, List<NodeName>> alike = new LinkedHashMap<>();
        for (Survey.Listed survey : Survey.listed(surveys)) {
            if (matrix.nodes().contains(survey.node())) {
                alike.computeIfAbsent(figures(survey), _ -> new ArrayList<>()).add(survey.node());
            }
        }
        alike.forEach((figures, names) -> {
            List<String> cells = new ArrayList<>(List.of(NodeNames.folded(names)));
            cells.addAll(figures);
            table.add(cells.toArray(String[]::new));
        });
        return table.lines();
    }

    private List<String> figures(Survey.Listed survey) {
        NodeName node = survey.node();
        Set<ImageRef> wanted = new HashSet<>();
        matrix.rows().forEach(row -> wanted.add(row.image()));
        List<OptionalLong> sizes = survey.listing().images().stream()
                .filter(image -> image.tags().stream().anyMatch(wanted::contains)
                        || image.digests().stream().anyMatch(wanted::contains))
                .map(HeldImage::size)
                .toList();
        return List.of(
                Long.toString(matrix.count(node, Cell.PRESENT) + matrix.count(node, Cell.DRIFT)),
                Long.toString(matrix.count(node, Cell.MISSING)),
                Long.toString(matrix.count(node, Cell.SKIPPED)),
                Long.toString(matrix.count(node, Cell.DRIFT)),
                Long.toString(matrix.count(node, Cell.BY_DIGEST)),
                Sizes.total(sizes, false),
                survey.listing().disk().map(StatusText::used).orElse("unknown"));
    }

    private static String used(DiskUsage disk) {
        return disk.percent() + "% of " + Sizes.bytes(disk.capacity());
    }

    private List<String> images(List<Matrix.Row> rows) {
        List<List<NodeName>> columns = columns(rows);
        List<String> names = columns.stream().map(NodeNames::folded).toList();
        boolean asMatrix = columns.size() <= MOST_COLUMNS
                && names.stream().mapToInt(String::length).sum() <= WIDEST;
        return asMatrix ? matrix(rows, columns, names) : words(rows);
    }

    /// Nodes that have the same of all these images, together.
    private List<List<NodeName>> columns(List<Matrix.Row> rows) {
        Map<List<Cell>, List<NodeName>> alike = new LinkedHashMap<>();
        for (NodeName node : matrix.nodes()) {
            List<Cell> cells = rows.stream().map(row -> row.cell(node)).toList();
            alike.computeIfAbsent(cells, _ -> new ArrayList<>()).add(node);
        }
        return List.copyOf(alike.values());
    }

    private static List<String> matrix(List<Matrix.Row> rows, List<List<NodeName>> columns, List<String> names) {
        Columns table = new Columns("lr" + "l".repeat(columns.size()));
        List<String> head = new ArrayList<>(List.of("IMAGE", "SIZE"));
        head.addAll(names);
        table.add(head.toArray(String[]::new));
        for (Matrix.Row row : rows) {
            List<String> cells = new ArrayList<>(List.of(row.image().toString(), Sizes.bytes(row.size())));
            columns.forEach(column -> cells.add(shown(row.cell(column.getFirst()))));
            table.add(cells.toArray(String[]::new));
        }
        return table.lines();
    }

    private static String shown(Cell cell) {
        return switch (cell) {
            case PRESENT -> "yes";
            case MISSING -> "-";
            case SKIPPED -> "skipped";
            case DRIFT -> "DRIFT";
            case BY_DIGEST -> "digest";
        };
    }

    private List<String> words(List<Matrix.Row> rows) {
        Columns table = new Columns("lrl");
        table.add("IMAGE", "SIZE", "WHERE");
        for (Matrix.Row row : rows) {
            List<String> parts = Arrays.stream(Cell.values())
                    .filter(cell -> cell != Cell.PRESENT)
                    .map(cell -> part(row, cell))
                    .filter(part -> !part.isEmpty())
                    .toList();
            table.add(
                    row.image().toString(),
                    Sizes.bytes(row.size()),
                    parts.isEmpty() ? "everywhere" : String.join("; ", parts));
        }
        return table.lines();
    }

    private String part(Matrix.Row row, Cell cell) {
        List<NodeName> names = matrix.nodes(row, cell);
        return names.isEmpty() ? "" : cell + " on " + NodeNames.folded(names);
    }

    private String total() {
        long everywhere =
                matrix.rows().stream().filter(Matrix.Row::isEverywhere).count();
        return matrix.rows().size() + " images on " + matrix.nodes().size() + " nodes; " + everywhere
                + " are everywhere";
    }
}
