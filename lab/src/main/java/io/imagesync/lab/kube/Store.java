package io.imagesync.lab.kube;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/// What the cluster has.
public final class Store {
    /// Of the real server, when an answer of several pages has become too old for its store.
    private static final String TOO_OLD =
            "The provided continue parameter is too old to display a consistent list result. "
                    + "You can start a new list without the continue parameter, or use the continue token in this response to "
                    + "retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list "
                    + "- objects that were created, modified, or deleted between the time the first chunk was returned and now "
                    + "may show up in the list.";

    private final Map<Resource, NavigableMap<String, Tree>> all = new ConcurrentHashMap<>();
    private final AtomicLong version = new AtomicLong(1000);
    private final AtomicInteger tooOld = new AtomicInteger();

    Store() {}

    /// @param next where the next page begins, empty for the last one
    record Page(List<Tree> items, String next, long version) {}

    /// Creates it, or puts it in the place of what is there.
    ///
    /// @return its `metadata.uid`
    public String put(Tree object) {
        Resource resource = Resource.of(object);
        long now = version.incrementAndGet();
        String uid = object.text("metadata.uid")
                .orElseGet(() -> String.format(Locale.ROOT, "00000000-0000-4000-8000-%012d", now));
        Tree stored = object.without("kind")
                .without("apiVersion")
                .with("metadata.resourceVersion", Long.toString(now))
                .with("metadata.uid", uid)
                .with("metadata.creationTimestamp", "2026-01-01T00:00:00Z");
        if (resource.isNamespaced() && object.at("metadata.namespace") == null) {
            stored = stored.with("metadata.namespace", "default");
        }
        of(resource).put(key(resource, stored), stored);
        return uid;
    }

    /// One with a finalizer stays, and is being deleted.
    public void delete(Tree object) {
        Resource resource = Resource.of(object);
        of(resource)
                .computeIfPresent(
                        key(resource, object),
                        (_, stored) -> stored.at("metadata.finalizers") == null
                                ? null
                                : stored.with("metadata.deletionTimestamp", "2026-01-01T00:00:00Z"));
    }

    public void clear() {
        all.clear();
    }

    /// The next requests that go on with a list are told that it has changed too much since.
    public void refusePages(int times) {
        tooOld.set(times);
    }

    private NavigableMap<String, Tree> of(Resource resource) {
        return all.computeIfAbsent(resource, _ -> new ConcurrentSkipListMap<>());
    }

    private static String key(Resource resource, Tree object) {
        String name = object.text("metadata.name").orElseThrow();
        return resource.isNamespaced() ? object.text("metadata.namespace").orElse("default") + "/" + name : name;
    }

    /// @param query `limit`, `continue`, `labelSelector`, `fieldSelector`
    Page page(Resource resource, Map<String, String> query) throws Refusal {
        Predicate<Tree> wanted = selected(query);
        int limit = Integer.parseInt(query.getOrDefault("limit", "0"));
        long at = version.get();
        NavigableMap<String, Tree> rest = of(resource);
        String token = query.getOrDefault("continue", "");
        if (!token.isEmpty()) {
            String[] parts = decoded(token).split(" ", 2);
            at = Long.parseLong(parts[0]);
            rest = rest.tailMap(parts[1], false);
            if (tooOld.getAndUpdate(times -> Math.max(0, times - 1)) > 0) {
                throw new Refusal(410, "Expired", TOO_OLD);
            }
        }
        List<Tree> items = new ArrayList<>();
        Optional<String> last = Optional.empty();
        for (Map.Entry<String, Tree> entry : rest.entrySet()) {
            if (!wanted.test(entry.getValue())) {
                continue;
            }
            if (limit > 0 && items.size() == limit) {
                return new Page(items, encoded(at + " " + last.orElseThrow()), at);
            }
            items.add(entry.getValue());
            last = Optional.of(entry.getKey());
        }
        return new Page(items, "", at);
    }

    private static Predicate<Tree> selected(Map<String, String> query) throws Refusal {
        try {
            Predicate<Map<String, String>> labels = Selector.labels(query.getOrDefault("labelSelector", ""));
            Predicate<Tree> fields = Selector.fields(query.getOrDefault("fieldSelector", ""));
            return object -> labels.test(object.texts("metadata.labels")) && fields.test(object);
        } catch (Selector.Wrong e) {
            throw new Refusal(400, "BadRequest", String.valueOf(e.getMessage()));
        }
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String token) throws Refusal {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new Refusal(400, "BadRequest", "continue key is not valid: illegal base64 data");
        }
    }
}
