package io.imagesync.lab.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FaultTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            NOT_FOUND          | NotFound         | docker.io/library/nginx:1: not found
            UNAUTHORIZED       | Unknown          | status code [manifests 1]: 401 Unauthorized
            FORBIDDEN          | Unknown          | status code [manifests 1]: 403 Forbidden
            TOO_MANY_REQUESTS  | Unknown          | status code [manifests 1]: 429 Too Many Requests
            CONNECTION_REFUSED | Unknown          | connect: connection refused
            PLAIN_HTTP         | Unknown          | http: server gave HTTP response to HTTPS client
            NO_SPACE           | Unknown          | no space left on device
            DEADLINE           | DeadlineExceeded | context deadline exceeded
            RUNTIME_KILLED     | Unavailable      | error reading from server: EOF
            """)
    void saysWhatTheRuntimeSays(Fault.Known fault, String code, String tail) {
        assertThat(fault.stderr("nginx:1"))
                .contains("FATA[0000] pulling image: rpc error: code = " + code + " desc = ");
        assertThat(fault.stderr("nginx:1").strip()).endsWith(tail);
    }

    @ParameterizedTest
    @EnumSource
    void fillsInEveryName(Fault.Known fault) {
        assertThat(fault.stderr("localhost:5000/team/app:2"))
                .doesNotContain("REF", "HOST/", "PATH", "VERSION", "DIGEST");
    }

    @Test
    void namesTheRegistryAndThePath() {
        assertThat(Fault.Known.TLS.stderr("localhost:5000/team/app:2"))
                .contains("Head \"https://localhost:5000/v2/team/app/manifests/2\": x509");
    }

    @Test
    void isOneFieldWithoutATerminal() {
        assertThat(new Fault.WithoutTerminal(Fault.Known.NOT_FOUND).stderr("nginx:1"))
                .contains(
                        " level=fatal msg=\"pulling image: rpc error: code = NotFound desc = failed to pull and unpack"
                                + " image \\\"docker.io/library/nginx:1\\\": ");
    }
}
