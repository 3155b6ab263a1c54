package io.imagesync.lab.kube;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/// What leads `kubectl` to an API server, with the one context `lab`.
///
/// @param url `https://127.0.0.1:6443`
/// @param ca the certificate to be trusted, as PEM
public record Kubeconfig(String url, String ca, String token) {
    public Kubeconfig token(String other) {
        return new Kubeconfig(url, ca, other);
    }

    /// Trusts another server.
    public Kubeconfig ca(String other) {
        return new Kubeconfig(url, other, token);
    }

    public Kubeconfig url(String other) {
        return new Kubeconfig(other, ca, token);
    }

    /// Written so that only its owner can read it.
    public Path write(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text());
    }

    private String text() {
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: lab
                  cluster:
                    server: %s
                    certificate-authority-data: %s
                users:
                - name: lab
                  user:
                    token: "%s"
                contexts:
                - name: lab
                  context:
                    cluster: lab
                    user: lab
                current-context: lab
                """.formatted(url, Base64.getEncoder().encodeToString(ca.getBytes(StandardCharsets.UTF_8)), token);
    }

    @Override
    public String toString() {
        return url;
    }
}
