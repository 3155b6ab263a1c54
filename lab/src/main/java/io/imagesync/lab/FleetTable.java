package io.imagesync.lab;

import io.imagesync.lab.embedded.EmbeddedNode;
import io.imagesync.lab.embedded.StoredImage;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the nodes hold, image by node, as a table to be printed.
final class FleetTable {
    private static final double GIGABYTE = 1e9;

    private final List<EmbeddedNode> nodes;

    FleetTable(List<EmbeddedNode> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /// The lines of the table as it is now, each with its line break.
    String text() {
        SortedMap<String, Long> sizes = sizes();
        int width = sizes.keySet().stream().mapToInt(String::length).max().orElse(0);
        StringBuilder out = new StringBuilder(pad("IMAGE", width)).append("      SIZE");
        nodes.forEach(node -> out.append("  ").append(node.name()));
        out.append('\n');
        sizes.forEach((image, size) -> out.append(row(image, size, width)));
        return out.toString();
    }

    private SortedMap<String, Long> sizes() {
        SortedMap<String, Long> sizes = new TreeMap<>();
        for (EmbeddedNode node : nodes) {
            for (StoredImage image : node.store().images()) {
                image.tags().forEach(tag -> sizes.put(tag, image.size()));
            }
        }
        return sizes;
    }

    private String row(String image, long size, int width) {
        StringBuilder row = new StringBuilder(pad(image, width));
        row.append(String.format(Locale.ROOT, "  %5.2f GB", size / GIGABYTE));
        for (EmbeddedNode node : nodes) {
            String cell = node.store().holds(image) ? "yes" : "-";
            row.append("  ").append(pad(cell, node.name().length()));
        }
        return row.toString().stripTrailing() + "\n";
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
