package io.imagesync.report;

import io.imagesync.files.SafeFiles;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Deletes our own day-wise files that are older than LOG_RETENTION_DAYS, by the time of their last change. Today's
/// files, links and the files of others are never touched.
public final class Retention {
    private static final Pattern OURS =
            Pattern.compile("(?:image-sync|success_images|failed_images)-(\\d{4}-\\d\\d-\\d\\d)\\.log");

    private Retention() {}

    /// @return what could not be deleted, one line each
    public static List<String> clean(Path folder, int days, Clock clock) {
        Instant oldest = clock.instant().minus(Duration.ofDays(days));
        String today = LocalDate.now(clock).toString();
        List<String> problems = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Matcher name = OURS.matcher(file.getFileName().toString());
                if (name.matches() && !name.group(1).equals(today)) {
                    deleteIfOlder(file, oldest, problems);
                }
            }
        } catch (IOException e) {
            problems.add("Cannot look for old logs in " + folder + ": " + SafeFiles.reason(e));
        } catch (DirectoryIteratorException e) {
            problems.add("Cannot look for old logs in " + folder + ": " + e.getMessage());
        }
        return problems;
    }

    private static void deleteIfOlder(Path file, Instant oldest, List<String> problems) {
        try {
            if (SafeFiles.isRegular(file)
                    && Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                            .toInstant()
                            .isBefore(oldest)) {
                Files.delete(file);
            }
        } catch (IOException e) {
            problems.add("Cannot delete the old log " + file + ": " + SafeFiles.reason(e));
        }
    }
}
