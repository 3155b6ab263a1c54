package io.imagesync.cluster;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.imagesync.model.ClusterAnswer;
import io.imagesync.model.ClusterSettings;
import io.imagesync.model.Level;
import io.imagesync.model.NodeAddress;
import io.imagesync.model.NodeSkip;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A script in place of `kubectl`, which knows by its last argument what to say.
final class KubectlLab {
    static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");

    /// Nothing of it may be in a message.
    static final String SECRET = "hunter2";

    /// The list of all nodes, and one of them.
    static final String NODES = "/api/v1/nodes?limit=500";

    static final String NODE = "{\"metadata\":{\"name\":\"w1\"}}";

    private final Path folder;
    private final Map<String, String> cases = new LinkedHashMap<>();
    final List<String> notes = Collections.synchronizedList(new ArrayList<>());
    Kubectl.Limits limits = Kubectl.Limits.USUAL;
    Optional<String> selector = Optional.of("*");
    boolean workloads;
    Optional<Path> kubeconfig = Optional.empty();
    Optional<String> context = Optional.empty();

    KubectlLab(Path folder) {
        this.folder = folder;
    }

    /// Why there is no answer: in words that are fit to be shown, and have no secret.
    NotAnswered refused() {
        NotAnswered e = catchThrowableOfType(NotAnswered.class, () -> ask());
        assertThat(e.getMessage() + e.remedy())
                .doesNotContain(SECRET)
                .matches("\\P{Cntrl}+")
                .hasSizeLessThan(700);
        return e;
    }

    /// What it does when its last argument is that.
    KubectlLab on(String last, String... commands) {
        cases.put("'" + last + "'", String.join("\n", commands));
        return this;
    }

    KubectlLab says(String last, String stdout) throws IOException {
        Path file = Files.createTempFile(folder, "said", "");
        Files.writeString(file, stdout, StandardCharsets.UTF_8);
        return on(last, "cat " + file);
    }

    /// A list of the API, as the first of its pages.
    KubectlLab list(String path, String kind, String... items) throws IOException {
        return says(path + "?limit=500", json(kind, "", items));
    }

    static String json(String kind, String token, String... items) {
        return "{\"kind\":\"" + kind + "List\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"7\""
                + (token.isEmpty() ? "" : ",\"continue\":\"" + token + "\",\"remainingItemCount\":9")
                + "},\"items\":[" + String.join(",", items) + "]}";
    }

    KubectlLab fails(String last, int code, String stderr) {
        return on(last, "cat >&2 <<'EOF'\n" + stderr + "\nEOF", "exit " + code);
    }

    /// All lists that are not told otherwise have nothing in them.
    KubectlLab empty() throws IOException {
        list("/api/v1/nodes", "Node").list("/api/v1/pods", "Pod");
        for (String kind : List.of("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet")) {
            list("/apis/apps/v1/" + kind.toLowerCase(Locale.ROOT) + "s", kind);
        }
        return list("/apis/batch/v1/jobs", "Job").list("/apis/batch/v1/cronjobs", "CronJob");
    }

    Path script() throws IOException {
        Path script = folder.resolve("kubectl");
        String rows = cases.entrySet().stream()
                .map(row -> row.getKey() + ")\n" + row.getValue() + "\n;;\n")
                .collect(joining());
        Files.writeString(
                script,
                "#!/bin/sh\nfor last; do :; done\nd='" + folder + "'\necho \"$*\" >>$d/calls\n" + "case \"$last\" in\n"
                        + rows + "*) echo 'Error from server (NotFound): x' >&2; exit 1;;\nesac\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }

    /// The arguments of each that has run.
    List<String> calls() throws IOException {
        return Files.readAllLines(folder.resolve("calls"));
    }

    String file(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    Cluster cluster() throws IOException {
        return cluster(List.of(script().toString()));
    }

    Cluster cluster(List<String> words) {
        ClusterSettings settings = new ClusterSettings(
                selector,
                NodeAddress.NAME,
                Set.of(NodeSkip.values()),
                workloads,
                List.of(),
                words,
                kubeconfig,
                context,
                Duration.ofHours(24));
        return new Cluster(
                settings,
                Clock.fixed(NOW, ZoneOffset.UTC),
                (Level level, String text) -> notes.add(level + " " + text),
                limits);
    }

    ClusterAnswer ask() throws Exception {
        try (Cluster cluster = cluster()) {
            return cluster.ask(false);
        }
    }

    KubectlLab within(Duration call, Duration whole) {
        limits = new Kubectl.Limits(call, whole, limits.bytes(), limits.objects(), limits.nodes(), limits.kept());
        return this;
    }
}
