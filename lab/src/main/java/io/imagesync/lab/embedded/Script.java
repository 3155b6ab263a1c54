package io.imagesync.lab.embedded;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/// How a node is to answer; as it should, where nothing is said. Safe for use by several threads.
///
/// What is asked is named by the helper's verb. `list`, `pull`, `check` and `remove` are also CRI's `ListImages`,
/// `PullImage`, `ImageStatus` and `RemoveImage`, whichever way is taken; `version`, `disk`, `containers` and `inspect`
/// are the helper's alone. CRI's other calls have their own names: `Version`, `Status`, `ListContainers`,
/// `ImageFsInfo`, of the content store `List`, `Read`, `ListStatuses`, of the image service `Images.Get`, `Images.List`
/// and so on, of containerd's containers `ListStream`.
public final class Script {
    private final Map<String, Queue<Reply>> next = new HashMap<>();
    private final Map<String, Reply> always = new HashMap<>();
    private String noise = "";
    private boolean ignoresStdin;
    private final List<String> unfit = new ArrayList<>();

    /// The next commands with that verb are answered like this, one reply each.
    public synchronized Script next(String verb, Reply... replies) {
        Collections.addAll(next.computeIfAbsent(verb, v -> new ArrayDeque<>()), replies);
        return this;
    }

    /// Every command with that verb is answered like this.
    public synchronized Script always(String verb, Reply reply) {
        always.put(verb, reply);
        return this;
    }

    /// What a login shell prints on stdout before any command runs.
    public synchronized Script noise(String text) {
        noise = text;
        return this;
    }

    /// Whether pulls go on when their stdin is closed, or their call is ended.
    public synchronized Script ignoreStdin(boolean ignore) {
        ignoresStdin = ignore;
        return this;
    }

    synchronized Reply take(String verb) {
        Queue<Reply> queue = next.get(verb);
        if (queue != null && !queue.isEmpty()) {
            return queue.remove();
        }
        return always.getOrDefault(verb, new Reply.Ordinary());
    }

    /// Notes that a reply could not be given, so that the test fails when the node is closed.
    synchronized void unfit(String why) {
        unfit.add(why);
    }

    synchronized List<String> unfit() {
        return List.copyOf(unfit);
    }

    synchronized String noise() {
        return noise;
    }

    synchronized boolean ignoresStdin() {
        return ignoresStdin;
    }
}
