package io.imagesync.lab.kube;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the API says to whom: its version, what it has, whether one may list it, and lists.
final class Answers {
    private static final String CRON_JOBS = "/apis/batch/v1/cronjobs";
    private static final String CRON_JOBS_BETA = "/apis/batch/v1beta1/cronjobs";
    private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static final Answer NOT_FOUND =
            Answer.of(new Refusal(404, "NotFound", "the server could not find the requested resource"));

    private final Store objects;
    private volatile boolean cronJobsAreBeta;

    Answers(Store objects) {
        this.objects = objects;
    }

    void cronJobsAreBeta(boolean beta) {
        cronJobsAreBeta = beta;
    }

    Answer to(HttpExchange exchange, User user) throws Refusal, IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals(REVIEWS)) {
            return Answer.of(
                    201,
                    AccessReview.parse(exchange.getRequestBody().readAllBytes()).answer(user));
        }
        boolean beta = path.equals(CRON_JOBS_BETA);
        Optional<Resource> resource = Resource.at(beta ? CRON_JOBS : path);
        if (resource.isPresent()) {
            if (!user.mayList().contains(resource.get().qualified())) {
                throw Refusal.forbidden(user.name(), resource.get());
            }
            if (resource.get() == Resource.CRONJOBS && beta != cronJobsAreBeta) {
                return NOT_FOUND;
            }
            return listed(
                    resource.get(), beta ? "batch/v1beta1" : resource.get().apiVersion(), exchange);
        }
        return discovered(path).map(Answer::of).orElse(NOT_FOUND);
    }

    private Answer listed(Resource resource, String apiVersion, HttpExchange exchange) throws Refusal {
        Store.Page page = objects.page(resource, query(exchange));
        Tree list = new Tree(Map.of())
                .with("kind", resource.kind() + "List")
                .with("apiVersion", apiVersion)
                .with("metadata.resourceVersion", Long.toString(page.version()));
        if (!page.next().isEmpty()) {
            list = list.with("metadata.continue", page.next());
        }
        return Answer.of(list.with("items", page.items()));
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    /// For `kubectl`, which looks up what a name such as `deployments.apps` means.
    private Optional<Tree> discovered(String path) {
        return switch (path) {
            case "/version" ->
                Optional.of(new Tree(
                        Map.of("major", "1", "minor", "32", "gitVersion", "v1.32.4", "platform", "linux/amd64")));
            case "/api" -> Optional.of(new Tree(Map.of("kind", "APIVersions", "versions", List.of("v1"))));
            case "/apis" ->
                Optional.of(new Tree(Map.of("kind", "APIGroupList", "apiVersion", "v1", "groups", groups())));
            default -> resources(path);
        };
    }

    private static List<Tree> groups() {
        return Arrays.stream(Resource.values())
                .filter(resource -> !resource.group().isEmpty())
                .map(Resource::apiVersion)
                .distinct()
                .map(version -> {
                    Map<String, String> one =
                            Map.of("groupVersion", version, "version", version.substring(version.indexOf('/') + 1));
                    return new Tree(Map.of("name", version.substring(0, version.indexOf('/'))))
                            .with("versions", List.of(one))
                            .with("preferredVersion", one);
                })
                .toList();
    }

    private static Optional<Tree> resources(String path) {
        List<Tree> here = Arrays.stream(Resource.values())
                .filter(resource -> resource.folder().equals(path))
                .map(resource -> new Tree(Map.of("name", resource.toString(), "singularName", ""))
                        .with("namespaced", resource.isNamespaced())
                        .with("kind", resource.kind())
                        .with("verbs", List.of("list")))
                .toList();
        String version = path.replaceFirst("^/apis?/", "");
        return here.isEmpty()
                ? Optional.empty()
                : Optional.of(new Tree(Map.of("kind", "APIResourceList", "apiVersion", "v1"))
                        .with("groupVersion", version)
                        .with("resources", here));
    }
}
