package io.imagesync.model;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// Which node has what of the images that are wanted.
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
        /// The tag stands for another image than on most nodes.
        DRIFT("drift"),
        /// The image is there, and not under that name.
        BY_DIGEST("by digest");

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
    public record Row(ImageRef image, OptionalLong size, Map<NodeName, Cell> cells) {
        public Row {
            cells = Map.copyOf(cells);
        }

        public Cell cell(NodeName node) {
            return cells.getOrDefault(node, Cell.MISSING);
        }

        /// Whether all nodes have it.
        public boolean isEverywhere() {
            return cells.values().stream().allMatch(cell -> cell == Cell.PRESENT);
        }
    }

    /// How many images a node has in that way.
    public long count(NodeName node, Cell cell) {
        return rows.stream().filter(row -> row.cell(node) == cell).count();
    }
}
