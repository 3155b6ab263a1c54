package io.imagesync.lab.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// Rows as tests. With the system property `faults.all`, as `make faults` sets it, also those that are slow,
/// and after each of them another run without the fault; else that only where the fault comes during a run.
final class Suite {
    static final boolean ALL = Boolean.getBoolean("faults.all");

    private Suite() {}

    /// Makes the stage that a row is tried on.
    interface Maker<S> {
        /// @param folder the stage's own
        /// @param name the stage's own, fit to be part of a repository's
        S make(Path folder, String name) throws Exception;
    }

    static <S extends Stage> Stream<DynamicTest> tests(Path folder, List<Row<S>> rows, Maker<S> maker) {
        return rows.stream()
                .filter(row -> ALL || !row.isSlow())
                .map(row -> DynamicTest.dynamicTest(row.fault(), () -> {
                    String name = row.fault()
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[^a-z0-9]+", "-")
                            .replaceAll("-$", "");
                    Path own = Files.createTempDirectory(folder, "row").toRealPath();
                    new Trial<>(row, maker.make(own, name)).run();
                }));
    }
}
