package io.imagesync.lab.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.BesideOthers;
import io.imagesync.model.RunReport;
import io.imagesync.model.SyncEvent;
import io.imagesync.report.History;
import io.imagesync.report.ReportPage;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/// Tests of the page as a browser has it.
@Tag("browser")
@BesideOthers
abstract class InBrowser {
    @TempDir
    Path folder;

    final Browser browser() {
        return new Browser(folder);
    }

    final Path page(RunReport report) throws Exception {
        new History(folder, InstantSource.system()).on(new SyncEvent.Finished(report));
        return page();
    }

    final Path page() throws Exception {
        Path page = folder.resolve("report.html");
        try (Writer out = Files.newBufferedWriter(page)) {
            ReportPage.of(folder).orElseThrow().writeTo(out);
        }
        return page;
    }

    final void change(String file, String what, String into) throws Exception {
        String text = Files.readString(folder.resolve(file));
        assertThat(text).contains(what);
        Files.writeString(folder.resolve(file), text.replace(what, into));
    }
}
