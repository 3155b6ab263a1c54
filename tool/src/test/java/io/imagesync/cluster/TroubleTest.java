package io.imagesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ClusterSettings;
import io.imagesync.model.NodeAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// With what `kubectl` 1.20 and 1.32 said on stderr.
class TroubleTest {
    private static final Asked ASKED = new Asked(
            new ClusterSettings(
                    Optional.empty(),
                    NodeAddress.NAME,
                    Set.of(),
                    true,
                    List.of(),
                    List.of("k3s", "kubectl"),
                    Optional.of(Path.of("/etc/my kube.conf")),
                    Optional.of("prod"),
                    Duration.ofHours(24)),
            List.of("get", "--raw", "/apis/apps/v1/deployments?limit=500"),
            "list deployments.apps",
            true);

    private static List<Arguments> said() {
        return Stream.of("""
                UNAUTHORIZED | error: You must be logged in to the server (Unauthorized)
                UNAUTHORIZED | error: You must be logged in to the server (the server has asked for the client to provide credentials)
                FORBIDDEN | Error from server (Forbidden): nodes is forbidden: User "x" cannot list resource "nodes" in API group "" at the cluster scope
                EXPIRED | Error from server (Expired): The provided continue parameter is too old to display a consistent list result.
                EXPIRED | Error from server (Gone): too old resource version
                EXPIRED | Error from server: the server responded with the status code 410 but did not return more information
                BAD_SELECTOR | Error from server (BadRequest): unable to parse requirement: <nil>: Invalid value: "a b"
                NOT_FOUND | Error from server (NotFound): the server could not find the requested resource
                BUSY | Error from server (TooManyRequests): the server has received too many requests and has asked us to try again later
                BUSY | Error from server (ServiceUnavailable): the server is currently unable to handle the request
                SERVER_SLOW | Error from server (Timeout): Timeout: request did not complete within requested timeout
                SERVER | Error from server (InternalError): an error on the server ("x509: hunter2") has prevented the request from succeeding
                SERVER | Error from server: the server responded with the status code 302 but did not return more information
                NO_CONTEXT | error: context "nope" does not exist
                NO_CONTEXT | Error in configuration: context was not found for specified context: gone
                NO_CONFIGURATION | The connection to the server localhost:8080 was refused - did you specify the right host or port?
                NO_CONFIGURATION | error: Missing or incomplete configuration info.  Please point to an existing, complete config file:
                NO_CONFIGURATION | error: invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable
                BAD_CONFIGURATION | error: stat /etc/kube/none: no such file or directory
                BAD_CONFIGURATION | error: error loading config file "/root/.kube/config": open /root/.kube/config: permission denied
                BAD_CONFIGURATION | error: error loading config file "garbage.conf": yaml: line 1: did not find expected node content
                BAD_CONFIGURATION | error: unable to read certificate-authority /nope/ca.pem for c due to open /nope/ca.pem: no such file or directory
                BAD_CONFIGURATION | Error in configuration: * unable to read client-cert /nope/c.pem for u due to open /nope/c.pem: no such file or directory
                BAD_CONFIGURATION | error: tls: failed to find any PEM data in certificate input
                NO_PLUGIN | Unable to connect to the server: getting credentials: exec: executable no-such-plugin not found
                NO_PLUGIN | error: The gcp auth plugin has been removed.
                NO_PLUGIN | error: no Auth Provider found for name "oidc"
                PLUGIN | Unable to connect to the server: getting credentials: exec: executable /bin/false failed with exit code 1
                PLUGIN | error: cannot construct google default token source: google: could not find default credentials.
                UNKNOWN_HOST | Unable to connect to the server: dial tcp: lookup no-such.invalid on 10.255.255.53:53: no such host
                UNKNOWN_HOST | Unable to connect to the server: dial tcp: lookup a.example on 10.0.0.1:53: read udp 10.0.0.2:1->10.0.0.1:53: i/o timeout
                CERTIFICATE_TIME | Unable to connect to the server: x509: certificate has expired or is not yet valid: current time 2026-11-30T08:00:00Z is after 2021-01-01T00:00:00Z
                CERTIFICATE | Unable to connect to the server: x509: certificate signed by unknown authority
                CERTIFICATE | Unable to connect to the server: tls: failed to verify certificate: x509: cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs
                CERTIFICATE | Unable to connect to the server: remote error: tls: bad certificate
                OTHER_SERVER | Unable to connect to the server: tls: first record does not look like a TLS handshake
                OTHER_SERVER | Unable to connect to the server: http: server gave HTTP response to HTTPS client
                SLOW | Unable to connect to the server: context deadline exceeded (Client.Timeout exceeded while awaiting headers)
                SLOW | Unable to connect to the server: net/http: request canceled (Client.Timeout exceeded while awaiting headers)
                SLOW | Unable to connect to the server: net/http: TLS handshake timeout
                SLOW | Unable to connect to the server: dial tcp 10.255.255.1:443: i/o timeout
                SLOW | error: context deadline exceeded (Client.Timeout or context cancellation while reading body)
                UNREACHABLE | The connection to the server 127.0.0.1:18999 was refused - did you specify the right host or port?
                UNREACHABLE | Unable to connect to the server: dial tcp 192.0.2.1:6443: connect: no route to host
                BROKEN_OFF | Unable to connect to the server: read tcp 127.0.0.1:45512->127.0.0.1:18902: read: connection reset by peer
                BROKEN_OFF | Unable to connect to the server: EOF
                BROKEN_OFF | error: unexpected EOF
                OTHER | error: unknown flag: --raw
                """.split("\n", -1))
                .filter(line -> !line.isBlank())
                .map(line -> Arguments.of(
                        line.substring(0, line.indexOf(" | ")).strip(), line.substring(line.indexOf(" | ") + 3)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("said")
    void whatKubectlSaysHasAMeaning(String meaning, String said) {
        NotAnswered e = Trouble.of(1, "Warning: an old API is used\n" + said + "\nmore\n", ASKED);
        assertThat(e.why()).hasToString(meaning);
        assertThat(e.getMessage() + e.remedy()).doesNotContain("hunter2", "%");
        assertThat(e.remedy()).isNotEmpty();
    }

    @Test
    void allThatIsRecognizedByATextIsTried() {
        List<String> tried = said().stream()
                .map(row -> String.valueOf(row.get()[0]))
                .distinct()
                .toList();
        assertThat(Arrays.stream(Trouble.values()).map(Enum::name))
                .filteredOn(name -> !tried.contains(name))
                .containsExactly("NOT_RUN", "UNFIT", "ENDED");
    }

    @Test
    void theMissingRightAndTheCommandAreInOurWords() {
        NotAnswered forbidden = Trouble.of(1, "Error from server (Forbidden): User hunter2 cannot", ASKED);
        assertThat(forbidden).hasMessage("the Kubernetes API does not allow this user to list deployments.apps");
        assertThat(forbidden.remedy()).isEqualTo("apply the ClusterRole in docs/kubernetes.md");
        assertThat(Trouble.of(1, "error: unexpected EOF", ASKED).remedy())
                .isEqualTo(
                        "check its load and the network, then try again: k3s kubectl --kubeconfig '/etc/my kube.conf'"
                                + " --context prod get --raw '/apis/apps/v1/deployments?limit=500'");
    }

    @Test
    void theCodesOfTimeoutHaveAMeaning() {
        assertThat(Trouble.of(124, "", ASKED).why()).isEqualTo(Trouble.SLOW);
        assertThat(Trouble.of(137, "", ASKED).why()).isEqualTo(Trouble.SLOW);
        assertThat(Trouble.of(126, "timeout: failed to run command", ASKED).why())
                .isEqualTo(Trouble.NOT_RUN);
        assertThat(Trouble.of(127, "", ASKED).why()).isEqualTo(Trouble.NOT_RUN);
        assertThat(Trouble.of(2, "", ASKED)).hasMessage("kubectl failed with exit code 2");
    }
}
