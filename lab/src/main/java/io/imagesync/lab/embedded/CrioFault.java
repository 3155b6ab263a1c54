package io.imagesync.lab.embedded;

import io.imagesync.model.ImageRef;

/// What CRI-O 1.36.3 says through crictl 1.36, as measured: all is `Unknown`, it tries an artifact after the
/// image, and the fatal line has no status.
///
/// @param text with HOST, PATH, VERSION and REF
record CrioFault(String text) implements Fault {
    private static final String READING = "initializing source docker://REF: reading manifest VERSION in HOST/PATH: ";
    private static final String PINGING =
            "initializing source docker://REF: pinging container registry HOST: Get \"https://HOST/v2/\": ";
    private static final String ARTIFACT = "; artifact err: get manifest: parse manifest: unauthorized media type";

    /// The same in CRI-O's words, where it has some of its own.
    static Fault of(Known fault) {
        return switch (fault) {
            case NOT_FOUND -> new CrioFault(READING + "manifest unknown");
            case UNAUTHORIZED ->
                new CrioFault("unable to retrieve auth token: invalid username/password: unauthorized");
            case FORBIDDEN -> new CrioFault(READING + "requested access to the resource is denied");
            case TOO_MANY_REQUESTS -> new CrioFault(READING + "StatusCode: 429, \"<html>slow down</html>\"");
            case SERVER_ERROR -> new CrioFault(READING + "received unexpected HTTP status: 500 Internal Server Error");
            case SERVICE_UNAVAILABLE ->
                new CrioFault(READING + "received unexpected HTTP status: 503 Service Unavailable");
            case DNS -> new CrioFault("RegistryUnavailable: " + PINGING + "dial tcp: lookup HOST: no such host");
            case CONNECTION_REFUSED ->
                new CrioFault(
                        "RegistryUnavailable: " + PINGING + "dial tcp 192.0.2.10:443: connect: connection refused");
            case NO_ROUTE ->
                new CrioFault("RegistryUnavailable: " + PINGING + "dial tcp 192.0.2.10:443: connect: no route to host");
            case PLAIN_HTTP -> new CrioFault(PINGING + "http: server gave HTTP response to HTTPS client");
            case TLS ->
                new CrioFault(
                        PINGING + "tls: failed to verify certificate: x509: certificate signed by unknown authority");
            case NO_SPACE ->
                new CrioFault("writing blob: storing blob to file \"/var/tmp/container_images_storage1/1\": write"
                        + " /var/tmp/container_images_storage1/1: no space left on device");
            case NO_PLATFORM ->
                new CrioFault("choosing image instance: no image found in image index for architecture \"amd64\"");
            case BAD_REFERENCE, DEADLINE, CANCELED, RUNTIME_STOPPED, RUNTIME_REFUSING, RUNTIME_KILLED -> fault;
        };
    }

    /// Of a name that does not say its registry.
    static Fault shortName(ImageRef reference) {
        return new CrioFault("short-name \"" + reference + "\" did not resolve to an alias and no unqualified-search"
                + " registries are defined in \"/etc/containers/registries.conf\"");
    }

    @Override
    public int exitCode() {
        return 1;
    }

    @Override
    public Refusal refusal(String reference) {
        return new Refusal("Unknown", "pull image err: " + Known.filledIn(text, reference) + ARTIFACT);
    }

    @Override
    public String stderr(String reference) {
        Refusal refusal = refusal(reference);
        return "E0102 03:04:05.678901   12345 log.go:32] \"PullImage from image service failed\" err="
                + Known.quoted("rpc error: code = Unknown desc = " + refusal.text()) + " image="
                + Known.quoted(reference) + "\nFATA[0012] pulling image: " + refusal.text() + "\n";
    }
}
