package io.imagesync.cluster;

import io.imagesync.json.StrictJson;
import io.imagesync.json.StrictJson.Broken;
import io.imagesync.model.ClusterSettings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A list of the Kubernetes API, read page by page.
///
/// @param path of it: `/apis/apps/v1/deployments`
/// @param query after `limit`, encoded
/// @param kind of its objects: `Deployment`
record ApiList(String path, String query, String kind) {
    private static final int PAGE = 500;
    private static final int MAX_TOKEN = 8 << 10;

    /// Reads one object, which it keeps or not.
    @FunctionalInterface
    interface Item<T> {
        Optional<T> read(StrictJson json) throws Broken;
    }

    static ApiList of(String path, String kind) {
        return new ApiList(path, "", kind);
    }

    /// The same, of what a selector takes.
    ApiList with(String parameter, String value) {
        return new ApiList(path, query + "&" + parameter + "=" + encoded(value), kind);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// The resource, as a right names it: `deployments.apps`.
    String resource() {
        String[] parts = path.split("/", -1);
        String group = parts[1].equals("apis") ? "." + parts[2] : "";
        return parts[parts.length - 1] + group;
    }

    /// Reads all of it; once more from the beginning where it changed so much that the API cannot go on with it.
    <T> List<T> read(ClusterSettings settings, Kubectl kubectl, Kept kept, Item<T> item)
            throws NotAnswered, InterruptedException {
        String first = path + "?limit=" + PAGE + query;
        Asked asked = new Asked(
                settings, List.of("get", "--raw", first), "list " + resource(), query.contains("labelSelector="));
        try {
            return pages(asked, kubectl, kept, item);
        } catch (NotAnswered e) {
            if (e.why() != Trouble.EXPIRED) {
                throw e;
            }
            return pages(asked, kubectl, kept, item);
        }
    }

    private <T> List<T> pages(Asked asked, Kubectl kubectl, Kept kept, Item<T> item)
            throws NotAnswered, InterruptedException {
        List<T> all = new ArrayList<>();
        String token = "";
        do {
            List<String> here = new ArrayList<>(asked.arguments());
            if (!token.isEmpty()) {
                here.add(here.removeLast() + "&continue=" + encoded(token));
            }
            token = kubectl.run(asked, here, Set.of(0), stdout -> {
                Page<T> reading = new Page<>(kept, item, all);
                StrictJson.read(stdout, reading::field);
                return reading.end();
            });
        } while (!token.isEmpty());
        return all;
    }

    /// What is read of one page.
    private final class Page<T> {
        private final Kept kept;
        private final Item<T> item;
        private final List<T> all;
        private String found = "";
        private String token = "";
        private StrictJson.Place place = new StrictJson.Place(1, 1);

        Page(Kept kept, Item<T> item, List<T> all) {
            this.kept = kept;
            this.item = item;
            this.all = all;
        }

        void field(StrictJson json, String name) throws Broken {
            switch (name) {
                case "kind" -> {
                    found = json.text().orElse("");
                    place = json.place();
                }
                case "metadata" -> json.object(this::metadata);
                case "items" -> json.array(this::object);
                default -> json.skip();
            }
        }

        private void metadata(StrictJson json, String name) throws Broken {
            if (!name.equals("continue")) {
                json.skip();
                return;
            }
            token = json.text().orElse("");
            if (token.length() > MAX_TOKEN) {
                throw new Broken("where to go on is too long", json.place());
            }
        }

        private void object(StrictJson json) throws Broken {
            kept.object(json, kind, all.size());
            item.read(json).ifPresent(all::add);
        }

        String end() throws Broken {
            if (!found.equals(kind + "List")) {
                throw new Broken("it is no " + kind + "List", place);
            }
            return token;
        }
    }
}
