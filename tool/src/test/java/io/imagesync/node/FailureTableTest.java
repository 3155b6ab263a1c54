package io.imagesync.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.PullFailure.Refused;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailureTableTest {
    static final String REF = "reg.example:5000/team/app:1";

    static String resolving(String code, String tail) {
        return "rpc error: code = " + code + " desc = failed to pull and unpack image \"" + REF
                + "\": failed to resolve reference \"" + REF + "\": " + tail;
    }

    /// crictl's two lines: the client's own and the fatal one, in which quotes are escaped.
    static String logged(String status) {
        String escaped = status.replace("\\", "\\\\").replace("\"", "\\\"");
        return "E1123 10:00:00.000000    4242 remote_image.go:171] \"PullImage from image service failed\" err=\""
                + escaped
                + "\" image=\"" + REF + "\"\n"
                + "time=\"2026-11-23T10:00:00Z\" level=fatal msg=\"pulling image: " + escaped + "\"\n";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NotFound | reg.example:5000/team/app:1: not found                                      | NOT_FOUND",
                "Unknown | failed to do request: Head \"https://reg.example:5000/v2/team/app/manifests/1\": dial tcp: lookup reg.example on 10.0.0.2:53: read udp 10.0.0.1:4->10.0.0.2:53: i/o timeout | REGISTRY_UNREACHABLE",
                "Unknown | failed to do request: Head \"https://reg.example:5000/v2/team/app/manifests/1\": dial tcp 10.0.0.9:5000: connect: connection refused | REGISTRY_UNREACHABLE",
                "Unknown | failed to do request: Head \"https://reg.example:5000/v2/team/app/manifests/1\": dial tcp 10.0.0.9:5000: connect: no route to host | REGISTRY_UNREACHABLE",
                "Unknown | unexpected status code [manifests 1]: 401 Unauthorized                       | UNAUTHORIZED",
                "Unknown | failed with status code [manifests 1]: 401 Unauthorized                      | UNAUTHORIZED",
                "Unknown | pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed | UNAUTHORIZED",
                "Unknown | unexpected status code [manifests 1]: 403 Forbidden                          | FORBIDDEN",
                "Unknown | unexpected status from HEAD request to https://reg.example:5000/v2/team/app/manifests/1: 403 Forbidden | FORBIDDEN",
                "Unknown | unexpected status code [manifests 1]: 429 Too Many Requests                  | RATE_LIMITED",
                "Unknown | unexpected status from HEAD request to https://reg.example:5000/v2/team/app/manifests/1: 429 Too Many Requests | RATE_LIMITED",
                "Unknown | unexpected status code [manifests 1]: 500 Internal Server Error              | REGISTRY_ERROR",
                "Unknown | unexpected status code [manifests 1]: 503 Service Unavailable                | REGISTRY_ERROR",
                "Unknown | unexpected status from HEAD request to https://reg.example:5000/v2/team/app/manifests/1: 503 Service Unavailable | REGISTRY_ERROR",
                "Unknown | unexpected status code [manifests 1]: 599                                    | REGISTRY_ERROR",
                "Unknown | failed to do request: Head \"https://reg.example:5000/v2/team/app/manifests/1\": http: server gave HTTP response to HTTPS client | TLS",
                "Unknown | failed to do request: Head \"https://reg.example:5000/v2/team/app/manifests/1\": tls: failed to verify certificate: x509: certificate signed by unknown authority | TLS",
                "Unknown | pulling from host reg.example:5000 failed with status code [manifests 1]: 401 Other Words | UNAUTHORIZED",
                "Unknown | pulling from host reg.example:5000 failed with status code [manifests 1]: 403 Other Words | FORBIDDEN",
                "Unknown | pulling from host reg.example:5000 failed with status code [manifests 1]: 404 Other Words | NOT_FOUND",
                "Unknown | pulling from host reg.example:5000 failed with status code [manifests 1]: 429 Other Words | RATE_LIMITED",
                "Unknown | pulling from host reg.example:5000 failed with status code [manifests 1]: 502 Other Words | REGISTRY_ERROR",
                "Unknown | failed to do request: Head \"https://reg.example:5000/v2/team/app/manifests/1\": EOF | CONNECTION_BROKEN",
                "Unknown | failed to copy: read tcp 10.0.0.2:4->10.0.0.9:5000: read: connection reset by peer | CONNECTION_BROKEN",
                "Unknown | failed to copy: httpReadSeeker: failed open: unexpected EOF | CONNECTION_BROKEN",
                "Unknown | failed to copy: write tcp 10.0.0.2:4->10.0.0.9:5000: write: broken pipe | CONNECTION_BROKEN",
                "Unknown | failed to do request: Head \"https://reg.example:5000/v2/team/app/manifests/1\": dial tcp 10.0.0.9:5000: connect: connection reset by peer | REGISTRY_UNREACHABLE",
                "Unknown | failed to copy: httpReadSeeker: failed open: failed to do request: Get \"https://reg.example:5000/v2/team/app/blobs/x\": dial tcp 10.0.0.9:5000: connect: connection refused | REGISTRY_UNREACHABLE",
                "Unknown | failed to do request: Head \"https://reg.example:5000/v2/team/app/manifests/1\": dial tcp: lookup reg.example on [::1]:53: read udp [::1]:4->[::1]:53: read: connection refused | REGISTRY_UNREACHABLE",
                "Unknown | failed to copy: read tcp 10.0.0.2:4->10.0.0.9:5000: i/o timeout | CONNECTION_BROKEN",
                "FailedPrecondition | failed commit on ref \"layer-sha256:11\": unexpected commit digest sha256:22, expected sha256:11: failed precondition | CORRUPT",
                "FailedPrecondition | failed commit on ref \"layer-sha256:11\": \"layer-sha256:11\" failed size validation: 5 != 9: failed precondition | CORRUPT",
                "Unknown | failed to do request: Head \"https://reg.example:5000/v2/team/app/manifests/1\": net/http: TLS handshake timeout | REGISTRY_UNREACHABLE",
                "Unknown | failed to copy: write /var/lib/containerd/x: no space left on device          | NO_SPACE",
                "DeadlineExceeded | context deadline exceeded                                            | DEADLINE",
                "Canceled | context canceled                                                             | DEADLINE",
                "NotFound | no match for platform in manifest sha256:0a0a: not found                     | NO_PLATFORM",
                "Unknown | failed to authorize: failed to fetch anonymous token: Get \"https://auth.example/token?scope=x\": dial tcp 10.0.0.9:443: i/o timeout | REGISTRY_UNREACHABLE",
                "Unknown | failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://auth.example/token?scope=x: 401 Unauthorized | UNAUTHORIZED",
                "Unknown | something that nobody has seen before                                         | OTHER",
            })
    void containerd(String code, String tail, Kind kind) {
        assertThat(FailureTable.refused(1, resolving(code, tail)).kind()).isEqualTo(kind);
        assertThat(FailureTable.refused(1, logged(resolving(code, tail))).kind())
                .isEqualTo(kind);
    }

    /// What is not the registry's no, though it has its words in it, and what is final though nothing says so.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NotFound | failed to extract layer sha256:44: failed to get reader from content store: content digest sha256:55: not found | NODE_FAULT",
                "NotFound | failed to prepare extraction snapshot \"extract-310-Ab1 sha256:11\": parent snapshot sha256:22 does not exist: not found | NODE_FAULT",
                "NotFound | lease \"f3\": not found                                                      | NODE_FAULT",
                "AlreadyExists | failed to extract layer sha256:11: failed to commit snapshot extract-1: target snapshot \"sha256:22\": already exists | NODE_FAULT",
                "Unknown | failed to copy: httpReadSeeker: failed open: unexpected status code https://reg.example/v2/x/blobs/sha256:1: 416 Requested Range Not Satisfiable | NODE_FAULT",
                "NotFound | failed to unpack image on snapshotter overlayfs: unexpected media type text/html for sha256:33: not found | NO_IMAGE",
                "Unknown | unsupported image-specific operation on artifact with type \"application/vnd.example.chart\" | NO_IMAGE",
                "Unimplemented | not implemented: media type \"application/vnd.docker.distribution.manifest.v1+prettyjws\" is no longer supported since containerd v2.1, please rebuild the image | FORMAT_TOO_OLD",
                "Unknown | failed to extract layer sha256:66: mount callback failed on /var/lib/containerd/tmpmounts/m1: archive/tar: invalid tar header: unknown | FORMAT_TOO_NEW",
                "Unknown | failed to extract layer sha256:77: mount callback failed on /var/lib/containerd/tmpmounts/m1: failed to setxattr \"/x\": operation not permitted: unknown | NODE_FILES",
                "Unknown | failed to prepare extraction snapshot \"extract-1\": failed to create temp dir: mkdir /var/lib/containerd/x/new-1: read-only file system: unknown | NODE_FILES",
                "Unknown | failed to extract layer sha256:88 to overlayfs as \"extract-1\": wrong diff id calculated on extraction \"sha256:99\" | CORRUPT",
                "Unknown | failed to do request: Head \"https://reg.example/v2/x/manifests/1\": Proxy Authentication Required | PROXY",
                "Unknown | failed to do request: Head \"https://reg.example/v2/x/manifests/1\": Forbidden | PROXY",
                "Unknown | failed to copy: httpReadSeeker: failed open: unexpected status code https://blobs.example/a?sig=1: 403 Forbidden - Server message: unknown: <Error><Code>RequestTimeTooSkewed</Code></Error> | STORE_REFUSED",
                "Unknown | reading blob sha256:1: fetching blob: StatusCode: 403, <Error><Code>AccessDenied</Code></Error> | STORE_REFUSED",
                "Unknown | unexpected status from HEAD request to https://reg.example/v2/x/manifests/1: 451 Unavailable For Legal Reasons | LEGAL",
                "Unknown | failed to do request: Head \"https://reg.example/v2/\": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2015-01-01T00:03:12Z is before 2026-03-01T00:00:00Z | CLOCK",
                "Unknown | failed to do request: Head \"https://reg.example/v2/\": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2027-01-01T00:03:12Z is after 2026-03-01T00:00:00Z | TLS",
                "Unknown | failed to copy: local error: tls: bad record MAC                              | CONNECTION_BROKEN",
                "Unknown | failed to copy: http2: server sent GOAWAY and closed the connection; LastStreamID=19, ErrCode=NO_ERROR, debug=\"\" | CONNECTION_BROKEN",
                "Unknown | failed to copy: stream error: stream ID 7; INTERNAL_ERROR; received from peer | CONNECTION_BROKEN",
                "Unknown | failed to copy: read tcp 10.1.2.3:38070->192.0.2.9:443: read: connection timed out | CONNECTION_BROKEN",
                "Unknown | Error response from daemon: Get \"https://reg.example/v2/\": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers) | REGISTRY_UNREACHABLE",
                "Unknown | failed to do request: Head \"https://reg.example/v2/\": dial tcp 10.0.0.9:443: connect: operation not permitted | REGISTRY_UNREACHABLE",
                "SignatureValidationFailed | Source image rejected: A signature was required, but no signature exists | SIGNATURE",
                "Unknown | short-name \"team/app:1\" did not resolve to an alias and no unqualified-search registries are defined in \"/etc/containers/registries.conf\" | SHORT_NAME",
                "Unknown | reading manifest 1 in reg.example/x: requested access to the resource is denied | FORBIDDEN",
            })
    void aFaultOfTheNodeOrTheProxyIsNotTheRegistrys(String code, String tail, Kind kind) {
        assertThat(FailureTable.refused(1, resolving(code, tail)).kind()).isEqualTo(kind);
        assertThat(FailureTable.refused(1, logged(resolving(code, tail))).kind())
                .isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Unknown     | failed to parse image reference \"A:1\": invalid reference format: repository name must be lowercase | BAD_REFERENCE",
                "Unavailable | connection error: desc = \"transport: Error while dialing dial unix /run/containerd/containerd.sock: connect: no such file or directory\" | RUNTIME_UNAVAILABLE",
                "Unavailable | connection error: desc = \"transport: Error while dialing dial unix /run/containerd/containerd.sock: connect: connection refused\" | RUNTIME_UNAVAILABLE",
                "Unavailable | error reading from server: EOF                                            | RUNTIME_UNAVAILABLE",
                "Unknown     | reading manifest 1 in quay.io/team/app: manifest unknown                  | NOT_FOUND",
                "Unknown     | reading manifest 1 in quay.io/team/app: name unknown: repository not found | NOT_FOUND",
                "Unknown     | reading manifest 1 in quay.io/team/app: StatusCode: 404 (Not Found), body | NOT_FOUND",
                "Unknown     | reading manifest 1 in quay.io/team/app: unauthorized: access to the requested resource is not authorized | UNAUTHORIZED",
                "Unknown     | reading manifest 1 in docker.io/a/b: errors:\\ndenied: requested access to the resource is denied\\nunauthorized: authentication required | UNAUTHORIZED",
                "Unknown     | reading manifest 1 in ghcr.io/a/b: denied: denied                          | FORBIDDEN",
                "Unknown     | Requesting bearer token: invalid status code from registry 401 (Unauthorized) | UNAUTHORIZED",
                "Unknown     | Requesting bearer token: invalid status code from registry 403 (Forbidden) | FORBIDDEN",
                "Unknown     | pinging container registry reg.example: Get \"https://reg.example/v2/\": dial tcp 10.0.0.9:443: connect: connection refused | REGISTRY_UNREACHABLE",
                "Unknown     | pinging container registry reg.example: Get \"https://reg.example/v2/\": dial tcp: lookup reg.example: no such host | REGISTRY_UNREACHABLE",
                "Unknown     | pinging container registry reg.example: received unexpected HTTP status: 502 Bad Gateway | REGISTRY_ERROR",
                "Unknown     | pinging container registry reg.example: Get \"https://reg.example/v2/\": http: server gave HTTP response to HTTPS client | TLS",
                "Unknown     | reading manifest 1 in docker.io/a/b: toomanyrequests: You have reached your pull rate limit | RATE_LIMITED",
                "Unknown     | choosing image instance: no image found in manifest list for architecture \"arm64\", variant \"v8\", OS \"linux\" | NO_PLATFORM",
                "Unknown     | choosing image instance: no image found in image index for architecture arm64, OS linux | NO_PLATFORM",
                "Unknown     | writing blob: storing blob to file \"/var/tmp/storage1/1\": write /var/tmp/storage1/1: no space left on device | NO_SPACE",
            })
    void theRuntimeItselfAndCriO(String code, String text, Kind kind) {
        String status = "rpc error: code = " + code + " desc = " + text;

        assertThat(FailureTable.refused(1, status).kind()).isEqualTo(kind);
        assertThat(FailureTable.refused(1, logged(status)).kind()).isEqualTo(kind);
    }

    /// Measured on CRI-O 1.36.3.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reading manifest 1 in reg.example/team/app: requested access to the resource is denied | FORBIDDEN",
                "reading manifest 1 in reg.example/team/app: unauthorized                        | UNAUTHORIZED",
                "unable to retrieve auth token: invalid username/password: unauthorized          | UNAUTHORIZED",
                "pinging container registry reg.example: denied                                  | FORBIDDEN",
                "reading manifest 1 in reg.example/x: StatusCode: 404, \"<html><b>403 a\\\"b</b>\"   | NOT_FOUND",
                "reading manifest 1 in reg.example/x: StatusCode: 401, \"\"                         | UNAUTHORIZED",
                "reading manifest 1 in reg.example/x: StatusCode: 403, \"\"                         | FORBIDDEN",
                "reading manifest 1 in reg.example/x: StatusCode: 429, \"<html>no\"                 | RATE_LIMITED",
                "reading manifest 1 in reg.example/denied: manifest unknown                      | NOT_FOUND",
                "short-name \"team/app:1\" did not resolve to an alias and no unqualified-search registries are defined in \"/etc/containers/registries.conf\" | SHORT_NAME",
                "RegistryUnavailable: pinging container registry reg.example: Get \"https://reg.example/v2/\": dial tcp 10.0.0.9:443: connect: connection refused | REGISTRY_UNREACHABLE",
                "RegistryUnavailable: pinging container registry reg.example: something else      | REGISTRY_UNREACHABLE",
                "reading manifest 1 in docker.io/a/b: errors:\\ndenied: requested access to the resource is denied\\nunauthorized: authentication required | UNAUTHORIZED",
            })
    void whatCriORefusesWasSomethingElse(String written, Kind kind) {
        String text = written.replace("\\n", "\n");
        String head = "rpc error: code = Unknown desc = ";
        for (String said : List.of(
                text,
                "pull image err: " + text + "; artifact err: get manifest: parse manifest: no space left on device")) {
            assertThat(FailureTable.refused(1, Code.UNKNOWN, said))
                    .as(said)
                    .returns(kind, Refused::kind)
                    .satisfies(refused -> assertThat(refused.detail()).doesNotContain("artifact", "pull image err"));
            assertThat(FailureTable.refused(1, logged(head + said)).kind())
                    .as(said)
                    .isEqualTo(kind);
            assertThat(FailureTable.refused(1, crictl136(head, said)).kind())
                    .as(said)
                    .isEqualTo(kind);
        }
    }

    /// The fatal line has no status any more; klog puts what has line breaks between brackets.
    private static String crictl136(String head, String text) {
        String err = text.contains("\n")
                ? "<\n\t" + head + text.replace("\n", "\n\t") + "\n >"
                : "\"" + head + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        return "E1129 10:00:00.000000    4242 log.go:32] \"PullImage from image service failed\" err=" + err
                + " image=\"" + REF + "\"\nFATA[0012] pulling image: " + text + "\n";
    }

    @Test
    void aTimeOutThatTheTextExplainsIsARateLimit() {
        String text = "pull image err: reading manifest 1 in reg.example/x: toomanyrequests: slow down;"
                + " artifact err: context deadline exceeded";
        Duration limit = Duration.ofSeconds(90);

        assertThat(FailureTable.timedOut(text, limit))
                .isInstanceOfSatisfying(
                        Refused.class, why -> assertThat(why.kind()).isEqualTo(Kind.RATE_LIMITED));
        assertThat(FailureTable.timedOut(logged("rpc error: code = Unknown desc = " + text), limit))
                .isInstanceOf(Refused.class);
        assertThat(FailureTable.timedOut("context deadline exceeded", limit))
                .isEqualTo(new PullFailure.TimedOut(limit));
        assertThat(FailureTable.timedOut("", limit)).isEqualTo(new PullFailure.TimedOut(limit));
    }

    /// The head names the reference, and images are called anything.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "reg.example/certificate-manager:1",
                "reg.example/x509:1",
                "reg.example/tls:tls",
                "reg.example/a:denied",
                "reg.example/a:unauthorized",
                "reg.example/toomanyrequests:1",
                "reg.example/manifest:401",
            })
    void aNameIsNoReason(String ref) {
        String unreachable = "rpc error: code = Unknown desc = failed to pull and unpack image \"" + ref
                + "\": failed to do request: Head \"https://" + ref + "\": dial tcp 10.0.0.9:443: i/o timeout";
        String absent =
                "rpc error: code = NotFound desc = failed to resolve reference \"" + ref + "\": " + ref + ": not found";

        assertThat(FailureTable.refused(1, unreachable).kind()).isEqualTo(Kind.REGISTRY_UNREACHABLE);
        assertThat(FailureTable.refused(1, logged(unreachable)).kind()).isEqualTo(Kind.REGISTRY_UNREACHABLE);
        assertThat(FailureTable.refused(1, absent).kind()).isEqualTo(Kind.NOT_FOUND);
    }

    /// Newer releases of crictl leave the status out.
    @Test
    void withoutAStatusTheTextTells() {
        String line = "time=\"2026-11-23T10:00:00Z\" level=fatal msg=\"pulling image: failed to pull \\\"" + REF
                + "\\\": " + REF + ": not found\"";

        assertThat(FailureTable.refused(1, line).kind()).isEqualTo(Kind.NOT_FOUND);
        assertThat(FailureTable.refused(1, "FATA[0001] pulling image: x: connect: connection refused")
                        .kind())
                .isEqualTo(Kind.REGISTRY_UNREACHABLE);
        assertThat(FailureTable.refused(1, "").kind()).isEqualTo(Kind.OTHER);
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_FOUND, false", "UNAUTHORIZED, false", "FORBIDDEN, false", "RATE_LIMITED, true", "REGISTRY_ERROR, true",
        "REGISTRY_UNREACHABLE, true", "TLS, false", "BAD_REFERENCE, false", "NO_SPACE, false", "NO_PLATFORM, false",
        "DEADLINE, true", "RUNTIME_UNAVAILABLE, true", "OTHER, false",
    })
    void onlyWhatMayPassIsTriedAgain(Kind kind, boolean retryable) {
        assertThat(new Refused(kind, 1, "").retryable()).isEqualTo(retryable);
    }
}
