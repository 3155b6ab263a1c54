package io.imagesync.report;

import io.imagesync.files.SafeFiles;
import io.imagesync.files.UnusableFileException;
import io.imagesync.json.StrictJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a run tells those who look on from another terminal, by `progress.json` in `STATE_DIR`.
///
/// @param pid of the process that the run is
/// @param said the latest of the lines that stay above bars
/// @param before how many lines there were before them
public record Progress(long pid, LiveState state, List<String> said, long before) {
    static final String NAME = "progress.json";

    /// Lines that are kept, and characters of one.
    static final int MOST_SAID = 50;
    static final int LONGEST = 500;

    /// What is written has less than half of it.
    private static final int MAX_BYTES = 1 << 20;

    /// Lines of running pulls that are shown of those in the file.
    private static final int ROWS = 26;

    public Progress {
        said = List.copyOf(said);
    }

    /// @param folder STATE_DIR
    /// @return nothing when no run tells anything, or none did before it was killed
    public static Optional<Progress> read(Path folder) throws UnusableFileException {
        Path file = folder.resolve(NAME);
        Optional<byte[]> bytes = SafeFiles.read(file, MAX_BYTES);
        try {
            return bytes.isEmpty() ? Optional.empty() : Optional.of(ProgressJson.read(bytes.get()));
        } catch (StrictJson.Broken e) {
            throw new UnusableFileException(
                    file + " cannot be used: " + e.getMessage(), "wait for the run to end, which removes it");
        }
    }

    /// For people who look once.
    ///
    /// @param room columns that a line may have at most
    public List<String> lines(int room) {
        List<String> lines = new ArrayList<>();
        if (before > 0) {
            lines.add("and " + before + " lines before these, which the log has");
        }
        lines.addAll(said);
        lines.addAll(new LiveBars(state).lines(room, ROWS));
        return lines;
    }

    /// Of a run that has told nothing so far.
    public static String nothingYet() {
        return JsonDocument.of("progress", _ -> {});
    }

    public String json() {
        return JsonDocument.of("progress", json -> ProgressJson.write(json, this));
    }
}
