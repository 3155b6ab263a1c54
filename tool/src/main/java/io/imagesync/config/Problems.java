package io.imagesync.config;

import io.imagesync.config.Problem.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Collects what is wrong with one file: the first thousand errors and the first thousand warnings.
final class Problems {
    private static final int MOST = 1_000;

    private final String file;
    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    void error(int line, String key, Fault fault) {
        add(new Problem(Severity.ERROR, place(line), key, fault));
    }

    void warning(int line, String key, Fault fault) {
        add(new Problem(Severity.WARNING, place(line), key, fault));
    }

    void add(Problem problem) {
        List<Problem> kind = problem.isError() ? errors : warnings;
        if (kind.size() < MOST) {
            kind.add(problem);
        }
    }

    Place place(int line) {
        return new Place(file, line);
    }

    boolean hasErrors() {
        return !errors.isEmpty();
    }

    /// Errors first, each kind in the order of the lines.
    List<Problem> sorted() {
        Comparator<Problem> byLine = (one, other) ->
                Integer.compare(one.place().line(), other.place().line());
        return Stream.of(errors, warnings)
                .flatMap(kind -> kind.stream().sorted(byLine))
                .toList();
    }
}
