package io.imagesync.lab.manual;

import java.util.ArrayList;
import java.util.List;

/// What a page shows of a command's output: its lines, of which `...` stands for any number.
record Output(List<String> lines) {
    private static final String LEFT_OUT = "...";

    /// Whether that was printed, but for what is another in each run: times, keys, ports.
    boolean shows(List<String> printed) {
        return matches(
                lines.stream().map(Output::masked).toList(),
                printed.stream().map(Output::masked).toList());
    }

    private static boolean matches(List<String> shown, List<String> printed) {
        if (shown.isEmpty()) {
            return printed.isEmpty();
        }
        List<String> rest = shown.subList(1, shown.size());
        if (shown.getFirst().equals(LEFT_OUT)) {
            return matches(rest, printed) || (!printed.isEmpty() && matches(shown, printed.subList(1, printed.size())));
        }
        return !printed.isEmpty()
                && shown.getFirst().equals(printed.getFirst())
                && matches(rest, printed.subList(1, printed.size()));
    }

    static String masked(String line) {
        return line.replaceAll("SHA256:[A-Za-z0-9+/]{43}", "SHA256:#")
                .replaceAll("\\d{4}-\\d\\d-\\d\\d([ T]\\d\\d:\\d\\d(:\\d\\d)?)?", "#")
                .replaceAll("\\b\\d+(\\.\\d+)? ?(ms|s|min|h)\\b", "#")
                .replaceAll("\\b(port|process) \\d+|(?<=127\\.0\\.1\\.\\d):\\d+", "#")
                .replaceAll(" +", " ");
    }

    /// As many lines before and after what is left out as now, of what was printed.
    List<String> anew(List<String> printed) {
        int left = lines.indexOf(LEFT_OUT);
        if (left < 0) {
            return printed;
        }
        int after = lines.size() - left - 1;
        if (left != lines.lastIndexOf(LEFT_OUT) || printed.size() < left + after) {
            throw new IllegalStateException("to be written by hand: " + lines + "\nprinted: " + printed);
        }
        List<String> anew = new ArrayList<>(printed.subList(0, left));
        anew.add(LEFT_OUT);
        anew.addAll(printed.subList(printed.size() - after, printed.size()));
        return anew;
    }
}
