package io.imagesync.lab.kube;

import java.util.Map;

/// What the API says in place of an answer.
final class Refusal extends Exception {
    private final int code;
    private final String reason;

    /// @param code of HTTP
    /// @param reason one word, as the API has it: `Forbidden`
    Refusal(int code, String reason, String message) {
        super(message);
        this.code = code;
        this.reason = reason;
    }

    static Refusal unauthorized() {
        return new Refusal(401, "Unauthorized", "Unauthorized");
    }

    static Refusal forbidden(String user, Resource resource) {
        return new Refusal(
                403,
                "Forbidden",
                resource.qualified() + " is forbidden: User \"" + user + "\" cannot list resource \"" + resource
                        + "\" in API group \"" + resource.group() + "\" at the cluster scope");
    }

    int code() {
        return code;
    }

    Tree status() {
        return new Tree(Map.of())
                .with("kind", "Status")
                .with("apiVersion", "v1")
                .with("metadata", Map.of())
                .with("status", "Failure")
                .with("message", String.valueOf(getMessage()))
                .with("reason", reason)
                .with("code", code);
    }
}
