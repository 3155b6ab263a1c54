package io.imagesync.lab.embedded;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/// How a node is to answer, by the helper's verb (`list`, `pull`, `disk`, `check`, `version`); as it should, where
/// nothing is said. Safe for use by several threads.
public final class Script {
    private final Map<String, Queue<Reply>> next = new HashMap<>();
    private final Map<String, Reply> always = new HashMap<>();
    private String noise = "";
    private boolean ignoresStdin;

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

    /// Whether pulls go on when their stdin is closed.
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

    synchronized String noise() {
        return noise;
    }

    synchronized boolean ignoresStdin() {
        return ignoresStdin;
    }
}
