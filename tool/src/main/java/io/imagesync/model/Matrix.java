package io.imagesync.model;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// Which node has what of the images that are wanted. Only what is not simply there is stored, since in a fleet of a
/// thousand nodes nearly everything is.
///
/// @param nodes the readable ones, in order
/// @param rows one for each wanted reference, in order
public record Matrix(List<NodeName> nodes, List<Row> rows) {
    public Matrix {
        nodes = List.copyOf(nodes);
        rows = List.copyOf(rows);
    }

    /// What a node has of an image.
    public enum Cell {
        PRESENT("present"),
        MISSING("missing"),
        /// It is not there and is not to be: loaded by hand elsewhere, for another architecture, too large.
        SKIPPED("skipped"),
        /// The tag stands for another image than on most nodes.
        DRIFT("drift"),
        /// The image is there, and not under that name.
        BY_DIGEST("by digest"),
        /// It is not there, and only workloads want it, whose pods may not run there.
        NOT_WANTED("not wanted");

        private final String words;

        Cell(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /// @param size bytes as a holder's runtime tells it; empty when no node holds it yet
    /// @param cells of the nodes on which it is not simply present
    public record Row(ImageRef image, OptionalLong size, Map<NodeName, Cell> cells) {
        public Row {
            cells = cells.entrySet().stream()
                    .filter(entry -> entry.getValue() != Cell.PRESENT)
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
        }

        /// What one of the nodes of the matrix has of it.
        public Cell cell(NodeName node) {
            return cells.getOrDefault(node, Cell.PRESENT);
        }

        /// Whether all nodes have it.
        public boolean isEverywhere() {
            return cells.isEmpty();
        }

        /// Whether all nodes have it that are to have it.
        public boolean isInPlace() {
            return cells.values().stream().allMatch(cell -> cell == Cell.NOT_WANTED);
        }
    }

    /// The nodes that have an image in that way, in order.
    public List<NodeName> nodes(Row row, Cell cell) {
        return cell != Cell.PRESENT && row.isEverywhere()
                ? List.of()
                : nodes.stream().filter(node -> row.cell(node) == cell).toList();
    }

    /// How many images a node has in that way.
    public long count(NodeName node, Cell cell) {
        return rows.stream().filter(row -> row.cell(node) == cell).count();
    }
}
