package io.imagesync.report;

import io.imagesync.files.UnusableFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The last run and the history as one HTML page that needs nothing else, for `image-sync report --html`. The page is
/// ASCII. Its policy lets the browser run the one script and apply the one style sheet whose hashes it names, ask no
/// network, and make no HTML of text.
public final class ReportPage {
    /// One after the other they are the page's script.
    private static final List<String> SCRIPTS = List.of(
            "parts.js", "data.js", "summary.js", "workloads.js", "matrix.js", "timeline.js", "runs.js", "main.js");

    private static final Pattern PLACE = Pattern.compile("@([A-Z]+)@");

    private ReportPage() {}

    /// @param state the folder in which runs leave their reports
    /// @return nothing when there was no run yet
    public static Optional<Document> of(Path state) throws UnusableFileException {
        Optional<LastRun> run = LastRun.read(state);
        List<String> lines = History.lines(state);
        return run.map(last -> page(last.forHtml(), history(lines)));
    }

    /// Lines that are broken are passed over.
    private static String history(List<String> lines) {
        return lines.stream().flatMap(ReportPage::entry).collect(Collectors.joining(",", "[", "]"));
    }

    private static Stream<String> entry(String line) {
        StringWriter copy = new StringWriter();
        try {
            JsonDocument.copyForHtml(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)), copy);
            return Stream.of(copy.toString());
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private static Document page(Document run, String history) {
        String style = resource("report.css");
        String script =
                SCRIPTS.stream().map(ReportPage::resource).collect(Collectors.joining("\n", "'use strict';\n", ""));
        return filled(
                resource("report.html"),
                Map.of(
                        "POLICY", out -> out.write(policy(style, script)),
                        "STYLE", out -> out.write(style),
                        "RUN", run,
                        "HISTORY", out -> out.write(history),
                        "SCRIPT", out -> out.write(script)));
    }

    /// Places are looked for in the template alone, never in what was put in.
    private static Document filled(String template, Map<String, Document> parts) {
        return out -> {
            Matcher place = PLACE.matcher(template);
            int from = 0;
            while (place.find()) {
                out.write(template, from, place.start() - from);
                Objects.requireNonNull(parts.get(place.group(1))).writeTo(out);
                from = place.end();
            }
            out.write(template, from, template.length() - from);
        };
    }

    private static String policy(String style, String script) {
        return "default-src 'none'; script-src '" + hash(script) + "'; style-src '" + hash(style)
                + "'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'";
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(ReportPage.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
