package io.imagesync.lab.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The stub.
record StubApi(StubApiServer server) implements KubeApi {
    static StubApi begin() {
        try {
            return new StubApi(StubApiServer.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String put(Tree object) {
        return server.objects().put(object);
    }

    @Override
    public void delete(Tree object) {
        server.objects().delete(object);
    }

    @Override
    public void clear() {
        server.objects().clear();
    }

    @Override
    public Kubeconfig userWhoMayList(Set<String> resources) throws IOException {
        return server.user(new User("image-sync", resources));
    }

    /// Knows as much of YAML as is in there.
    @Override
    public Kubeconfig serviceAccountOf(Path file) throws IOException {
        Set<String> resources = new HashSet<>();
        Matcher rule = Pattern.compile("apiGroups: \\[(.*)]\\s+resources: \\[(.*)]\\s+verbs: \\[list]")
                .matcher(Files.readString(file));
        while (rule.find()) {
            String group = rule.group(1).equals("\"\"") ? "" : "." + rule.group(1);
            Pattern.compile(", ").splitAsStream(rule.group(2)).forEach(one -> resources.add(one + group));
        }
        return userWhoMayList(resources);
    }

    @Override
    public Kubeconfig admin() throws IOException {
        return server.admin();
    }

    @Override
    public void stop() {
        server.stop();
    }

    @Override
    public void start() throws IOException {
        server.listen();
    }

    @Override
    public void close() {
        server.close();
    }
}
