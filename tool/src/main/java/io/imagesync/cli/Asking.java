package io.imagesync.cli;

import io.imagesync.cluster.Cluster;
import io.imagesync.cluster.NotAnswered;
import io.imagesync.config.Config;
import io.imagesync.config.WrongValue;
import io.imagesync.files.TrustedFile;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.ClusterAnswer;
import io.imagesync.model.ClusterSettings;
import io.imagesync.model.Level;
import io.imagesync.model.SyncEvent.Noted;
import io.imagesync.state.ClusterFile;
import java.time.Clock;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Asks Kubernetes for what a run is to know of it, once. Where it does not answer, what it said last will do.
final class Asking {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final Hearing hearing;
    private final Config config;
    private final ClusterSettings settings;
    private final Clock clock;
    private final ClusterFile last;
    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
    private final List<Noted> details = Collections.synchronizedList(new ArrayList<>());

    /// Who is asked.
    @FunctionalInterface
    interface Door {
        /// @param allNodes whether also those that NODE_SELECTOR does not take
        ClusterAnswer ask(boolean allNodes) throws NotAnswered, InterruptedException;
    }

    /// @param wiring that does not know what Kubernetes says
    Asking(CommonOptions options, Wiring wiring, Clock clock) {
        this.hearing = new Hearing(options, wiring);
        this.config = wiring.config();
        this.settings = config.cluster();
        this.clock = clock;
        this.last = new ClusterFile(config.files().state(), question(), warnings::add);
    }

    /// For a command that writes nothing.
    Wiring look() throws Refusal, WrongValue, InterruptedException {
        checkKubeconfig();
        try (Cluster cluster = cluster()) {
            return ask(cluster::ask, false);
        }
    }

    /// For a run under the lock. A signal ends the asking, and then nothing is known.
    ///
    /// @param keeps whether later runs are to have the answer
    Wiring ask(Signals signals, boolean keeps) throws Refusal, WrongValue, InterruptedException {
        checkKubeconfig();
        try (Cluster cluster = cluster()) {
            Runnable end = cluster::close;
            signals.handle(_ -> end.run());
            Wiring knowing = ask(cluster::ask, keeps);
            return signals.received() == 0 ? knowing : hearing.ofNothing(List.of());
        } catch (Refusal e) {
            if (signals.received() == 0) {
                throw e;
            }
            return hearing.ofNothing(List.of());
        }
    }

    private void checkKubeconfig() throws Refusal {
        try {
            if (settings.kubeconfig().isPresent()) {
                TrustedFile.checkKubeconfig(
                        settings.kubeconfig().get(), text -> warnings.add("KUBECONFIG_FILE: " + text));
            }
        } catch (UnusableFileException e) {
            throw new Refusal(ExitCode.NOT_DONE, "KUBECONFIG_FILE: " + e.getMessage(), e.remedy());
        }
    }

    private Cluster cluster() {
        return new Cluster(settings, clock, this::note);
    }

    /// From any thread.
    private void note(Level level, String text) {
        if (level.isAtLeast(Level.WARNING)) {
            warnings.add(text);
        } else {
            details.add(new Noted(level, text));
        }
    }

    /// @throws Refusal when there can be no run with what is known
    Wiring ask(Door door, boolean keeps) throws Refusal, WrongValue, InterruptedException {
        ClusterAnswer answer;
        try {
            answer = door.ask(allNodes());
        } catch (NotAnswered e) {
            return heard(instead(e));
        }
        Optional<ClusterAnswer> kept =
                taken(answer) > 0 ? Optional.empty() : last.read().filter(this::isMore);
        if (kept.isPresent()) {
            warnings.add(unbelieved(kept.get()));
        } else if (keeps) {
            last.keep(answer);
        }
        return heard(kept.orElse(answer));
    }

    private Wiring heard(ClusterAnswer answer) throws Refusal, WrongValue {
        return hearing.of(answer, warnings, details);
    }

    private ClusterAnswer instead(NotAnswered e) throws Refusal {
        String why = "Kubernetes does not answer: " + e.getMessage();
        int before = warnings.size();
        Optional<ClusterAnswer> kept = last.read();
        String none = warnings.size() == before ? "no earlier answer is kept" : warnings.getLast();
        if (kept.filter(this::isFresh).isPresent()) {
            warnings.add(why + "; using its answer of " + when(kept.get()) + "; " + e.remedy());
            return kept.get();
        }
        String old = kept.map(one -> "its last answer, of " + when(one) + ", is too old, since KUBE_MAX_AGE is "
                        + words(settings.maxAge()))
                .orElse(none);
        throw new Refusal(ExitCode.NOT_DONE, why + "; " + old, e.remedy());
    }

    /// A clock may have been set: as far in the future as in the past.
    private boolean isFresh(ClusterAnswer answer) {
        return Duration.between(answer.at(), clock.instant()).abs().compareTo(settings.maxAge()) <= 0;
    }

    /// Whether it is to be believed when the cluster says that there is no node.
    private boolean isMore(ClusterAnswer kept) {
        return taken(kept) > 0 && isFresh(kept);
    }

    private long taken(ClusterAnswer answer) {
        return Hearing.taken(answer, settings);
    }

    private String unbelieved(ClusterAnswer kept) {
        boolean selects = settings.selector().isPresent();
        return "Kubernetes says that "
                + (selects ? "NODE_SELECTOR selects no node; before, it selected " : "it has no node; before, it had ")
                + taken(kept) + "; using its answer of " + when(kept)
                + "; look at kubectl get nodes" + (selects ? " --show-labels, and at NODE_SELECTOR" : "");
    }

    /// Where no workloads are asked for, or no node but those that join, the labels of others are no matter.
    private boolean allNodes() {
        return settings.workloads() && !config.fleet().nodes().isEmpty();
    }

    /// What is asked and of whom.
    private String question() {
        return String.join(" ", settings.kubectl())
                + settings.kubeconfig().map(file -> " --kubeconfig " + file).orElse("")
                + settings.context().map(context -> " --context " + context).orElse("")
                + ": nodes " + settings.selector().orElse("*") + (allNodes() ? " and all others" : "")
                + (settings.workloads() ? ", workloads" : "");
    }

    private String when(ClusterAnswer answer) {
        Duration age = Duration.between(answer.at(), clock.instant());
        return TIME.format(answer.at().atZone(clock.getZone())) + " (" + words(age.abs())
                + (age.isNegative() ? " in the future: look at this host's clock)" : " ago)");
    }

    /// In the largest unit of which there are two at least.
    private static String words(Duration time) {
        if (time.toDays() >= 2) {
            return time.toDays() + "d";
        }
        if (time.toHours() >= 2) {
            return time.toHours() + "h";
        }
        return time.toMinutes() >= 2 ? time.toMinutes() + "m" : time.toSeconds() + "s";
    }
}
