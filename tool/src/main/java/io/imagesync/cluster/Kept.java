package io.imagesync.cluster;

import io.imagesync.json.StrictJson;
import io.imagesync.json.StrictJson.Broken;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Level;
import io.imagesync.model.Texts;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/// What is kept of the answers to one question: each text once, however many objects have it, and no more than fits.
/// For several threads.
final class Kept {
    /// What a place that holds a text takes, and a text besides its characters.
    private static final int PLACE = 64;

    private static final int MAX_NOTES = 50;
    private static final int SHOWN = 100;

    private final Kubectl.Limits limits;
    private final BiConsumer<Level, String> notes;
    private final AtomicInteger objects = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger noted = new AtomicInteger();
    private final Map<String, String> texts = new ConcurrentHashMap<>();
    private final Map<String, Optional<ImageRef>> images = new ConcurrentHashMap<>();

    Kept(Kubectl.Limits limits, BiConsumer<Level, String> notes) {
        this.limits = limits;
        this.notes = notes;
    }

    /// One more object is read, kept or not.
    ///
    /// @param before it, how many were kept of its list
    void object(StrictJson json, String kind, int before) throws Broken {
        limit(objects.incrementAndGet(), limits.objects(), "objects", json);
        if (kind.equals("Node")) {
            limit(before + 1, limits.nodes(), "nodes", json);
        }
    }

    private static void limit(int number, int most, String what, StrictJson json) throws Broken {
        if (number > most) {
            throw new Broken("there are more than " + most + " " + what, json.place());
        }
    }

    String text(StrictJson json, String text) throws Broken {
        String known = texts.putIfAbsent(text, text);
        count(json, known == null ? text.length() : 0);
        return known == null ? text : known;
    }

    /// Written out, so that all spellings are one.
    Optional<ImageRef> image(StrictJson json, String text) throws Broken {
        Optional<ImageRef> known = images.get(text);
        if (known == null && text.length() <= ImageRef.MAX_LENGTH) {
            known = ImageRef.parse(text).map(ImageRef::completed);
            images.put(text, known);
            count(json, 3 * text.length());
        }
        count(json, 0);
        return known == null ? Optional.empty() : known;
    }

    private void count(StrictJson json, int length) throws Broken {
        if (bytes.addAndGet(PLACE + length) > limits.kept()) {
            throw new Broken("there is too much to keep", json.place());
        }
    }

    void warn(String text) {
        notes.accept(Level.WARNING, "Kubernetes: " + text);
    }

    /// Something is left out.
    ///
    /// @param text of the answer
    /// @param why what follows it
    void leftOut(String text, String why) {
        int number = noted.incrementAndGet();
        if (number <= MAX_NOTES) {
            notes.accept(Level.DEBUG, "Kubernetes: \"" + Texts.printable(text, SHOWN) + "\" " + why);
        }
        if (number == MAX_NOTES) {
            notes.accept(Level.DEBUG, "Kubernetes: more such lines are left out");
        }
    }
}
