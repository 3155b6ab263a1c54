package io.imagesync.lab.kube;

import io.imagesync.lab.e2e.Ended;
import io.imagesync.lab.e2e.Running;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// The real one of Kubernetes 1.20, which `lab/kube/kube` runs.
final class RealApi implements KubeApi {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int USERS = 30;
    private static final String ROLES = "/apis/rbac.authorization.k8s.io/v1/";

    private final Path folder;
    private final Kubeconfig admin;
    private final HttpClient client;
    private final Set<String> namespaces = new HashSet<>(Set.of("default"));
    private int users;

    private RealApi(Path folder) throws Exception {
        this.folder = folder;
        this.admin = new Kubeconfig(text("url"), text("ca.crt"), text("token"));
        this.client = HttpClient.newBuilder()
                .sslContext(trusting(admin.ca()))
                .connectTimeout(LIMIT)
                .build();
    }

    static RealApi up() throws Exception {
        Path folder = Files.createTempDirectory("image-sync-kube").resolve("kube");
        List<String> words = new ArrayList<>(
                List.of("up", "--until", Long.toString(ProcessHandle.current().pid())));
        for (int i = 0; i < USERS; i++) {
            words.add("token-" + i + ",user-" + i + ",user-" + i);
        }
        kube(folder, words.toArray(String[]::new));
        return new RealApi(folder);
    }

    private static void kube(Path folder, String... words) {
        List<String> command = new ArrayList<>(List.of("kube/kube", "--dir", folder.toString()));
        command.addAll(List.of(words));
        Ended ended = Running.run(new ProcessBuilder(command), LIMIT);
        if (ended.exitCode() != 0) {
            throw new IllegalStateException(ended.stderr());
        }
    }

    private String text(String name) throws IOException {
        return Files.readString(folder.resolve(name)).strip() + "\n".repeat(name.equals("ca.crt") ? 1 : 0);
    }

    private static SSLContext trusting(String ca) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (var certificate : CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(ca.getBytes(StandardCharsets.UTF_8)))) {
            store.setCertificateEntry("ca" + number++, certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /// What it says, with an error where it is no success and none of those codes.
    private HttpResponse<String> send(String method, String path, String body, Integer... alsoFine) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(admin.url() + path))
                        .header("Authorization", "Bearer " + admin.token())
                        .header(
                                "Content-Type",
                                method.equals("PATCH") ? "application/merge-patch+json" : "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .timeout(LIMIT)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300 && !List.of(alsoFine).contains(answer.statusCode())) {
            throw new IllegalStateException(method + " " + path + ": " + answer.body() + " to " + body);
        }
        return answer;
    }

    /// Its version of CronJobs is older.
    private static String folder(Resource resource, String namespace) {
        String version = resource == Resource.CRONJOBS ? "/apis/batch/v1beta1" : resource.folder();
        return version + (namespace.isEmpty() ? "" : "/namespaces/" + namespace) + "/" + resource;
    }

    private static String folder(Tree object) {
        Resource resource = Resource.of(object);
        String namespace =
                resource.isNamespaced() ? object.text("metadata.namespace").orElse("default") : "";
        return folder(resource, namespace);
    }

    @Override
    public String put(Tree object) throws Exception {
        String folder = folder(object);
        String one = folder + "/" + object.text("metadata.name").orElseThrow();
        Tree sent = Resource.of(object) == Resource.CRONJOBS ? object.with("apiVersion", "batch/v1beta1") : object;
        knowNamespace(object.text("metadata.namespace").orElse("default"));
        HttpResponse<String> made = send("POST", folder, sent.toString(), 409);
        if (made.statusCode() == 409) {
            delete(object);
            made = send("POST", folder, sent.toString());
        }
        if (object.at("status") != null) {
            Tree status = new Tree(Map.of()).with("status", Objects.requireNonNull(object.at("status")));
            send("PATCH", one + "/status", status.toString());
        }
        return Tree.parse(made.body()).text("metadata.uid").orElseThrow();
    }

    private void knowNamespace(String name) throws Exception {
        synchronized (namespaces) {
            if (namespaces.add(name)) {
                send(
                        "POST",
                        "/api/v1/namespaces",
                        Tree.of("Namespace", "v1", name).toString(),
                        409);
            }
        }
    }

    @Override
    public void delete(Tree object) throws Exception {
        send(
                "DELETE",
                folder(object) + "/" + object.text("metadata.name").orElseThrow()
                        + "?gracePeriodSeconds=0&propagationPolicy=Background",
                "");
    }

    @Override
    public void clear() throws Exception {
        for (Tree node : Tree.parse(send("GET", "/api/v1/nodes", "").body()).list("items")) {
            if (node.at("metadata.finalizers") != null) {
                String path = "/api/v1/nodes/" + node.text("metadata.name").orElseThrow();
                send("PATCH", path, "{\"metadata\":{\"finalizers\":null}}");
            }
        }
        for (Resource resource : Resource.values()) {
            for (String namespace : resource.isNamespaced() ? namespaces : Set.of("")) {
                send("DELETE", folder(resource, namespace) + "?gracePeriodSeconds=0&propagationPolicy=Background", "");
            }
        }
    }

    @Override
    public Kubeconfig userWhoMayList(Set<String> resources) throws Exception {
        String name = "user-" + users;
        Kubeconfig config = admin.token("token-" + users++);
        List<Map<String, List<String>>> rules = resources.stream()
                .map(resource -> (resource + ".").split("\\.", 2))
                .map(parts -> Map.of(
                        "verbs", List.of("list"),
                        "resources", List.of(parts[0]),
                        "apiGroups", List.of(parts[1].replaceFirst("\\.$", ""))))
                .toList();
        bind(Tree.of("ClusterRole", "rbac.authorization.k8s.io/v1", name).with("rules", rules), name);
        for (String resource : resources) {
            awaitRight(config, resource);
        }
        return config;
    }

    private void bind(Tree role, String user) throws Exception {
        String group = "rbac.authorization.k8s.io";
        String name = role.text("metadata.name").orElseThrow();
        send("POST", ROLES + "clusterroles", role.toString());
        send(
                "POST",
                ROLES + "clusterrolebindings",
                Tree.of("ClusterRoleBinding", group + "/v1", user)
                        .with("roleRef", Map.of("apiGroup", group, "kind", "ClusterRole", "name", name))
                        .with("subjects", List.of(Map.of("apiGroup", group, "kind", "User", "name", user)))
                        .toString());
    }

    @Override
    public Kubeconfig serviceAccountOf(Path file) throws Exception {
        kubectl("replace", "--force", "--validate=false", "-f", file.toString());
        Kubeconfig config = admin.token(kubectl("create", "token", "image-sync", "-n", "kube-system"));
        awaitRight(config, "nodes");
        return config;
    }

    /// What it says as an administrator.
    private String kubectl(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Running.run(new ProcessBuilder("./kubectl", "1.32"), LIMIT)
                                .stdout()
                                .strip() + "/kubectl",
                "--kubeconfig",
                admin.write(folder.resolve("kubeconfig")).toString(),
                "--cache-dir",
                folder.resolve("cache").toString()));
        command.addAll(List.of(words));
        Ended ended = Running.run(new ProcessBuilder(command), LIMIT);
        if (ended.exitCode() != 0) {
            throw new IllegalStateException(ended.stderr());
        }
        return ended.stdout().strip();
    }

    /// The server takes some milliseconds to see a right.
    private void awaitRight(Kubeconfig config, String resource) throws Exception {
        Resource listed = Stream.of(Resource.values())
                .filter(one -> one.qualified().equals(resource))
                .findFirst()
                .orElseThrow();
        HttpRequest request = HttpRequest.newBuilder(URI.create(admin.url() + folder(listed, "") + "?limit=1"))
                .header("Authorization", "Bearer " + config.token())
                .build();
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 403) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the right to list " + resource + " does not come");
            }
            Thread.sleep(20);
        }
    }

    @Override
    public Kubeconfig admin() {
        return admin;
    }

    @Override
    public void stop() {
        kube(folder, "stop");
    }

    @Override
    public void start() {
        kube(folder, "start");
    }

    @Override
    public void close() throws IOException {
        client.shutdownNow();
        kube(folder, "down");
        Files.delete(Objects.requireNonNull(folder.getParent()));
    }
}
