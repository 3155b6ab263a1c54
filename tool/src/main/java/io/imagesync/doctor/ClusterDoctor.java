package io.imagesync.doctor;

import io.imagesync.cluster.Members;
import io.imagesync.cluster.NotAnswered;
import io.imagesync.files.TrustedFile;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.ClusterAnswer;
import io.imagesync.model.ClusterNode;
import io.imagesync.model.ClusterSettings;
import io.imagesync.model.Demand.LeftAlone;
import io.imagesync.model.Finding;
import io.imagesync.model.Finding.Level;
import io.imagesync.model.NodeName;
import io.imagesync.model.NodeSkip;
import io.imagesync.model.Texts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// Looks at the Kubernetes cluster: whether it can be asked, and how what it says goes with the configuration.
///
/// @param version of `kubectl`
/// @param answer with all nodes
/// @param missing what may not be listed, of what is asked for
/// @param nanos a clock that only goes forward
public record ClusterDoctor(
        Call<String> version,
        Call<ClusterAnswer> answer,
        Call<List<String>> missing,
        ClusterSettings settings,
        LongSupplier nanos) {
    public static final String SUBJECT = "the cluster";

    /// Half of what an answer may take.
    private static final Duration SLOW = Duration.ofSeconds(5);

    /// Names that are shown of many.
    private static final int SHOWN = 5;

    private static final int MAX_TEXT = 100;
    private static final String RIGHTS =
            "run: kubectl apply -f workloads.yaml (with NODE_SELECTOR alone: nodes.yaml), which comes with"
                    + " image-sync; see docs/kubernetes.md";

    /// A question to the cluster.
    public interface Call<T> {
        T get() throws NotAnswered, InterruptedException;
    }

    /// @param given what the cluster said, if it did
    /// @param why it did not
    public record Seen(List<Finding> findings, Optional<ClusterAnswer> given, Optional<NotAnswered> why) {
        public Seen {
            findings = List.copyOf(findings);
        }

        /// As the one that was asked.
        public ClusterAnswer answer() throws NotAnswered {
            if (why.isPresent()) {
                throw why.get();
            }
            return given.orElseThrow();
        }
    }

    /// Whether it can be asked. Where `kubectl` does not run, or is not to be run, nothing else is tried.
    public Seen ask() throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        try {
            if (settings.kubeconfig().isPresent()) {
                findings.add(kubeconfig(settings.kubeconfig().get()));
            }
            findings.add(Finding.ok(SUBJECT, "kubectl: " + Texts.printable(version.get(), MAX_TEXT)));
        } catch (UnusableFileException e) {
            NotAnswered why = new NotAnswered("KUBECONFIG_FILE: " + e.getMessage(), e.remedy());
            findings.add(failed("", why));
            return new Seen(findings, Optional.empty(), Optional.of(why));
        } catch (NotAnswered e) {
            findings.add(failed("kubectl: ", e));
            return new Seen(findings, Optional.empty(), Optional.of(e));
        }
        try {
            ClusterAnswer given = answer(findings);
            rights(findings, true);
            return new Seen(findings, Optional.of(given), Optional.empty());
        } catch (NotAnswered e) {
            findings.add(failed("API: ", e));
            rights(findings, false);
            return new Seen(findings, Optional.empty(), Optional.of(e));
        }
    }

    private static Finding failed(String check, NotAnswered why) {
        return new Finding(Level.FAILED, SUBJECT, check + why.getMessage(), why.remedy());
    }

    private static Finding kubeconfig(Path file) throws UnusableFileException {
        List<String> warnings = new ArrayList<>();
        TrustedFile.checkKubeconfig(file, warnings::add);
        return warnings.isEmpty()
                ? Finding.ok(SUBJECT, "KUBECONFIG_FILE: " + file + " can be trusted")
                : Finding.warning(SUBJECT, "KUBECONFIG_FILE: " + warnings.getFirst(), "");
    }

    private ClusterAnswer answer(List<Finding> findings) throws NotAnswered, InterruptedException {
        long start = nanos.getAsLong();
        ClusterAnswer given = answer.get();
        Duration took = Duration.ofNanos(nanos.getAsLong() - start);
        String words = "API: answered after " + took.toMillis() + " ms, "
                + Finding.counted(given.nodes().size(), "node")
                + (settings.workloads()
                        ? ", " + Finding.counted(given.workloads().size(), "workload")
                        : "");
        findings.add(
                took.compareTo(SLOW) < 0
                        ? Finding.ok(SUBJECT, words)
                        : Finding.warning(SUBJECT, words, "look at the load of the API server and of this host"));
        return given;
    }

    /// Not all that is asked for is needed.
    ///
    /// @param answers whether the API does; where it does not, that has been said
    private void rights(List<Finding> findings, boolean answers) throws InterruptedException {
        try {
            List<String> closed = missing.get();
            if (!closed.isEmpty()) {
                findings.add(new Finding(
                        answers ? Level.WARNING : Level.FAILED,
                        SUBJECT,
                        "rights: may not list " + some(closed, "; "),
                        RIGHTS));
            } else if (answers) {
                findings.add(Finding.ok(SUBJECT, "rights: may list all that image-sync asks for"));
            }
        } catch (NotAnswered e) {
            if (answers) {
                findings.add(Finding.warning(SUBJECT, "rights: not known: " + e.getMessage(), e.remedy()));
            }
        }
    }

    /// How the cluster's nodes go with those that the configuration names.
    ///
    /// @param configured also those in repair
    public List<Finding> compare(ClusterAnswer given, Members members, List<NodeName> configured) {
        List<Finding> findings = new ArrayList<>();
        settings.selector().ifPresent(_ -> findings.add(selection(given.nodes(), members)));
        others(given.nodes(), members).ifPresent(findings::add);
        strangers(configured, members).ifPresent(findings::add);
        return findings;
    }

    private static Finding selection(List<ClusterNode> nodes, Members members) {
        long taken = nodes.stream().filter(ClusterNode::selected).count();
        String words = "NODE_SELECTOR: selects " + taken + " of " + Finding.counted(nodes.size(), "node");
        List<LeftAlone> left = members.leftAlone();
        return taken == 0
                ? Finding.warning(SUBJECT, words, "look at kubectl get nodes --show-labels, and correct NODE_SELECTOR")
                : Finding.ok(
                        SUBJECT,
                        left.isEmpty()
                                ? words
                                : words + "; NODE_SKIP leaves out " + left.size() + ": "
                                        + some(
                                                left.stream()
                                                        .map(ClusterDoctor::words)
                                                        .toList(),
                                                ", "));
    }

    private static String words(LeftAlone one) {
        return one.node() + " (" + one.why().stream().map(NodeSkip::toString).collect(Collectors.joining(" ")) + ")";
    }

    /// Nodes of the cluster that nothing is asked of. That one of the control plane is not named is as usual.
    private Optional<Finding> others(List<ClusterNode> nodes, Members members) {
        Set<String> known =
                members.known().values().stream().map(ClusterNode::name).collect(Collectors.toSet());
        boolean joined = settings.selector().isPresent();
        List<String> others = nodes.stream()
                .filter(node -> !known.contains(node.name()))
                .filter(node -> joined ? !node.selected() : !node.marks().contains(NodeSkip.CONTROL_PLANE))
                .map(node -> Texts.printable(node.name(), MAX_TEXT))
                .toList();
        if (others.isEmpty()) {
            return Optional.empty();
        }
        String words = "in the cluster, but " + (joined ? "neither selected nor" : "not") + " configured: "
                + some(others, ", ");
        return Optional.of(
                joined
                        ? Finding.ok(SUBJECT, words)
                        : Finding.warning(SUBJECT, words, "name them in NODES, or select them with NODE_SELECTOR"));
    }

    private static Optional<Finding> strangers(List<NodeName> configured, Members members) {
        List<String> strangers = configured.stream()
                .filter(node -> !members.known().containsKey(node))
                .map(NodeName::text)
                .toList();
        return strangers.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.warning(
                        SUBJECT,
                        "configured, but not in the cluster: " + some(strangers, ", "),
                        "if one has another name in the cluster, configure it by the name or an address that kubectl"
                                + " get nodes -o wide shows"));
    }

    private static String some(List<String> names, String between) {
        String shown = String.join(between, names.subList(0, Math.min(names.size(), SHOWN)));
        return names.size() <= SHOWN ? shown : shown + " and " + (names.size() - SHOWN) + " more";
    }
}
