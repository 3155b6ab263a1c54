package io.imagesync.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The committed page says what the table of the faults says; `-Dregenerate=true` writes it anew.
class FailuresDocTest {
    private static final Path PAGE = Path.of("../docs/failures.md");

    @Test
    void thePageIsUpToDate() throws IOException {
        if (Boolean.getBoolean("regenerate")) {
            Files.writeString(PAGE, FailuresDoc.markdown());
        }
        assertThat(PAGE).content().isEqualTo(FailuresDoc.markdown());
    }

    @Test
    void whereARunDoesNotEndWellThereIsSomethingToDo() {
        assertThat(FailuresDoc.areas().values().stream().flatMap(List::stream).toList())
                .filteredOn(row -> row.exitCode() != 0)
                .allSatisfy(row -> assertThat(row.remedies()).as(row.fault()).isNotBlank());
    }
}
