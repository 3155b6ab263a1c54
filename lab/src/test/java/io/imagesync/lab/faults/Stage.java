package io.imagesync.lab.faults;

import io.imagesync.lab.e2e.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Three nodes and one image that one of them holds: the others are to get it in a run, and the [#sick()] one suffers.
/// What a fault has set up it undoes through [#afterwards].
abstract class Stage {
    private final Deque<Undoing> undoings = new ArrayDeque<>();
    private final Deque<Undoing> endings = new ArrayDeque<>();

    /// Puts something back as it was.
    interface Undoing {
        void undo() throws Exception;
    }

    /// A run of the program that has begun.
    interface Begun extends AutoCloseable {
        /// @param name without SIG
        void signal(String name) throws Exception;

        Ended end(Duration limit) throws Exception;

        @Override
        void close();
    }

    /// The node that the fault is about.
    abstract String sick();

    /// A node that nothing happens to, and that is to get the image.
    abstract String well();

    abstract String image();

    abstract Path folder();

    abstract Path logs();

    abstract Path lock();

    /// The OpenSSH client configuration that knows the nodes.
    abstract Path sshConfig();

    /// What the OpenSSH client configuration says of the node that suffers, before anything else, until it is over.
    final void reachedWith(String... lines) throws IOException {
        isReachedWith(sick(), lines);
    }

    /// The same of another node.
    final void isReachedWith(String node, String... lines) throws IOException {
        Path file = sshConfig();
        String before = Files.readString(file);
        afterwards(() -> Files.writeString(file, before));
        Files.writeString(file, "Host " + node + "\n  " + String.join("\n  ", lines) + "\n" + before);
    }

    /// Sets a key of the configuration; an empty value takes it out.
    abstract Stage set(String key, Object value);

    /// Has the program take a TIME_OUT of a few seconds, which its configuration is too careful for.
    abstract Stage withShortTimeOut(int seconds);

    abstract Begun begin(String... options) throws Exception;

    /// The lines of the log.
    abstract List<String> log() throws Exception;

    /// The lines of the list of failed images.
    abstract List<String> failed() throws Exception;

    /// Whether the node holds the image.
    abstract boolean holds(String node);

    /// Ends when nothing of the program goes on on any node.
    ///
    /// @throws AssertionError when something does
    abstract void awaitNothingOnNodes();

    /// Is done, last one first, when the run is over, before anything is looked at.
    final void afterwards(Undoing undoing) {
        undoings.push(undoing);
    }

    /// The same when everything has been looked at, and there has been another run.
    final void atTheEnd(Undoing undoing) {
        endings.push(undoing);
    }

    final void restore() throws Exception {
        undo(undoings);
    }

    private static void undo(Deque<Undoing> all) throws Exception {
        while (!all.isEmpty()) {
            all.pop().undo();
        }
    }

    /// Undoes everything and ends the stage.
    void end() throws Exception {
        restore();
        undo(endings);
    }
}
