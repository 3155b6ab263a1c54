package io.imagesync.cluster;

import io.imagesync.files.Session;
import io.imagesync.files.TrustedFile;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.ClusterSettings;
import io.imagesync.model.ShellQuote;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What `kubectl` is asked.
///
/// @param settings how it is called
/// @param arguments without those of every call, and without the place in a list where to go on
/// @param right that it takes: `list pods`
/// @param selector whether the user's label selector is in it
record Asked(ClusterSettings settings, List<String> arguments, String right, boolean selector) {
    Asked {
        arguments = List.copyOf(arguments);
    }

    /// What a human may try.
    String byHand() {
        List<String> words = new ArrayList<>(settings.kubectl());
        words.addAll(cluster());
        words.addAll(arguments);
        return ShellQuote.words(words);
    }

    /// The words to run, with these arguments.
    ///
    /// @param isInPod given a limit, `kubectl` does not log in as the pod's ServiceAccount; [Call] has one
    List<String> command(List<String> those, boolean isInPod) throws UnusableFileException {
        List<String> words = new ArrayList<>(settings.kubectl());
        words.set(0, program(words.getFirst()).toString());
        words.addAll(cluster());
        if (!isInPod) {
            words.add("--request-timeout=10s");
        }
        words.addAll(those);
        return words;
    }

    private List<String> cluster() {
        List<String> words = new ArrayList<>();
        settings.kubeconfig().ifPresent(file -> words.addAll(List.of("--kubeconfig", file.toString())));
        settings.context().ifPresent(context -> words.addAll(List.of("--context", context)));
        return words;
    }

    private static Path program(String name) throws UnusableFileException {
        if (name.startsWith("/")) {
            TrustedFile.checkProgram(Path.of(name));
            return Path.of(name);
        }
        return Session.find(Session.PATH, name)
                .filter(file -> !name.contains("/"))
                .orElseThrow(() -> new UnusableFileException(
                        name + " is not found on " + Session.PATH, "install it there, or name it in KUBECTL"));
    }
}
