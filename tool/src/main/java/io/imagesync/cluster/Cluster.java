package io.imagesync.cluster;

import io.imagesync.cluster.Kubectl.Limits;
import io.imagesync.json.StrictJson;
import io.imagesync.json.StrictJson.Broken;
import io.imagesync.model.ClusterAnswer;
import io.imagesync.model.ClusterSettings;
import io.imagesync.model.Level;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/// A Kubernetes cluster, asked by `kubectl get --raw`: lists, page by page, some side by side.
public final class Cluster implements AutoCloseable {
    /// Bytes of an answer that is one word.
    private static final int MAX_WORD = 4096;

    private static final Pattern VERSION = Pattern.compile("v[0-9][0-9A-Za-z.+-]{0,63}");

    private final ClusterSettings settings;
    private final Clock clock;
    private final BiConsumer<Level, String> notes;
    private final Limits limits;
    private final Set<SideBySide> asking = new HashSet<>();
    private boolean closed;

    /// With nobody who is told what is left out.
    public Cluster(ClusterSettings settings, Clock clock) {
        this(settings, clock, (level, text) -> {});
    }

    /// @param notes is told what of an answer is left out, and what was not answered but is not needed
    public Cluster(ClusterSettings settings, Clock clock, BiConsumer<Level, String> notes) {
        this(settings, clock, notes, Limits.USUAL);
    }

    Cluster(ClusterSettings settings, Clock clock, BiConsumer<Level, String> notes, Limits limits) {
        this.settings = settings;
        this.clock = clock;
        this.notes = notes;
        this.limits = limits;
    }

    /// @param allNodes whether also nodes that the label selector does not take
    public ClusterAnswer ask(boolean allNodes) throws NotAnswered, InterruptedException {
        Instant at = clock.instant();
        Lists lists = new Lists(settings, new Kubectl(limits), new Kept(limits, notes));
        ask(lists.questions(allNodes));
        return lists.answer(at);
    }

    /// The version of `kubectl`.
    public String version() throws NotAnswered, InterruptedException {
        Asked asked = new Asked(settings, List.of("version", "--client", "-o", "json"), "", false);
        List<String> version = Collections.synchronizedList(new ArrayList<>());
        Kubectl kubectl = new Kubectl(limits);
        ask(List.of(() -> version.add(kubectl.run(asked, asked.arguments(), Set.of(0), Cluster::version))));
        return version.getFirst();
    }

    private static String version(InputStream stdout) throws Broken {
        List<String> found = new ArrayList<>();
        StrictJson.read(stdout, (json, key) -> {
            if (key.equals("clientVersion")) {
                found.add(Fields.texts(json, "gitVersion").get("gitVersion"));
            } else {
                json.skip();
            }
        });
        return found.stream()
                .filter(text -> VERSION.matcher(text).matches())
                .findFirst()
                .orElseThrow(() -> new Broken("it has no version of kubectl", new StrictJson.Place(1, 1)));
    }

    /// What this user may not list, of what is asked for: `pods`, `deployments.apps`.
    public List<String> mayNotList() throws NotAnswered, InterruptedException {
        Kubectl kubectl = new Kubectl(limits);
        Set<String> refused = Collections.synchronizedSet(new HashSet<>());
        List<SideBySide.Question> questions = new ArrayList<>();
        for (String resource : Lists.resources(settings)) {
            List<String> words = List.of("auth", "can-i", "list", resource, "--all-namespaces");
            Asked asked = new Asked(settings, words, "list " + resource, false);
            questions.add(() -> {
                if (!kubectl.run(asked, words, Set.of(0, 1), Cluster::isYes)) {
                    refused.add(resource);
                }
            });
        }
        ask(questions);
        return Lists.resources(settings).stream().filter(refused::contains).toList();
    }

    /// `no` may have a reason behind it.
    private static boolean isYes(InputStream stdout) throws Broken, IOException {
        String said = new String(stdout.readNBytes(MAX_WORD), StandardCharsets.UTF_8).strip();
        if (!said.matches("(?s)(?:yes|no)\\b.*") || stdout.read() >= 0) {
            throw new Broken("it is neither yes nor no", new StrictJson.Place(1, 1));
        }
        return said.startsWith("yes");
    }

    private void ask(List<SideBySide.Question> questions) throws NotAnswered, InterruptedException {
        SideBySide all = new SideBySide();
        synchronized (this) {
            asking.add(all);
            if (closed) {
                all.stop();
            }
        }
        try {
            all.run(questions);
        } finally {
            synchronized (this) {
                asking.remove(all);
            }
        }
    }

    /// Ends what runs, which then gives no answer. Also for a signal handler.
    @Override
    public void close() {
        List<SideBySide> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(asking);
        }
        all.forEach(SideBySide::stop);
    }
}
