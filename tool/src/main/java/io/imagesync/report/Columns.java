package io.imagesync.report;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/// Rows of text in columns as wide as they need to be, and together no wider than there is room for.
public final class Columns {
    /// As much room as there may be.
    static final int ANY = Integer.MAX_VALUE;

    /// Stands for what was left out of a name.
    private static final char CUT = '…';

    private static final String GAP = "  ";

    /// Columns that a name or words have at least, however little room there is.
    private static final int LEAST = 20;

    private final String kinds;
    private final List<List<String>> rows = new ArrayList<>();

    /// @param kinds one letter a column: `l` to the left, `r` to the right; where there is little room,
    /// `w` words go on in the next line, then `n` names are shortened
    Columns(String kinds) {
        this.kinds = kinds;
    }

    void add(String... cells) {
        rows.add(List.of(cells));
    }

    void add(List<String> cells) {
        rows.add(cells);
    }

    /// Makes one row of those that say the same of different nodes.
    ///
    /// @param nodes the column that names them
    Columns folded(int nodes) {
        Columns folded = new Columns(kinds);
        NodeNames.alike(rows, row -> with(row, nodes, "")).forEach(alike -> {
            List<String> names = alike.stream().map(row -> row.get(nodes)).toList();
            folded.rows.add(with(alike.getFirst(), nodes, NodeNames.foldedTexts(names)));
        });
        return folded;
    }

    private static List<String> with(List<String> row, int column, String cell) {
        List<String> changed = new ArrayList<>(row);
        changed.set(column, cell);
        return changed;
    }

    /// @param room columns that a line may have at most
    List<String> lines(int room) {
        int[] widths = new int[kinds.length()];
        int over = (widths.length - 1) * GAP.length() - room;
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = rows.stream()
                    .flatMap(row -> row.get(column).lines())
                    .mapToInt(String::length)
                    .max()
                    .orElse(0);
            over += widths[i];
        }
        narrow(widths, 'n', narrow(widths, 'w', over));
        return rows.stream().flatMap(row -> lines(row, widths).stream()).toList();
    }

    /// Takes from the widest columns of a kind.
    ///
    /// @return what could not be taken
    private int narrow(int[] widths, char kind, int over) {
        for (int left = over; left > 0; left--) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                if (kinds.charAt(i) == kind && widths[i] > LEAST && (widest < 0 || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                return left;
            }
            widths[widest]--;
        }
        return 0;
    }

    private List<String> lines(List<String> row, int[] widths) {
        List<List<String>> cells = new ArrayList<>();
        int height = 1;
        for (int i = 0; i < widths.length; i++) {
            List<String> cell = switch (kinds.charAt(i)) {
                case 'n' -> List.of(shortened(row.get(i), widths[i]));
                case 'w' -> wrapped(row.get(i), widths[i]);
                default -> List.of(row.get(i));
            };
            cells.add(cell);
            height = Math.max(height, cell.size());
        }
        List<String> lines = new ArrayList<>();
        for (int n = 0; n < height; n++) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String text = n < cells.get(i).size() ? cells.get(i).get(n) : "";
                String pad = " ".repeat(widths[i] - text.length());
                line.append(i == 0 ? "" : GAP).append(kinds.charAt(i) == 'r' ? pad + text : text + pad);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        for (String part : text.split("\n", -1)) {
            String rest = part;
            while (rest.length() > width) {
                int blank = rest.lastIndexOf(' ', width);
                int end = blank > 0 ? blank : width;
                lines.add(rest.substring(0, end));
                rest = rest.substring(end).stripLeading();
            }
            lines.add(rest);
        }
        return lines;
    }

    /// The last part of a name, with its tag, tells the most, then its beginning: `docker.io/very…/name:tag`.
    static String shortened(String name, int room) {
        if (name.length() <= room) {
            return name;
        }
        int last = name.length() - Math.max(0, name.lastIndexOf('/'));
        int tail = last < room - 1 ? last : room * 2 / 3;
        return name.substring(0, room - 1 - tail) + CUT + name.substring(name.length() - tail);
    }

    /// A line for a terminal that may not have the sign for what was left out of a name.
    public static String fit(String line, Charset charset) {
        return line.indexOf(CUT) < 0 || charset.newEncoder().canEncode(CUT) ? line : line.replace(CUT, '~');
    }
}
