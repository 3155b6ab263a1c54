package io.imagesync.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.relay.Request.Range;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RequestTest {
    private static Optional<Request> parse(String head) {
        return Request.parse(head.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void readsWhatItNeeds() {
        assertThat(
                        parse(
                                "HEAD /v2/x?ns=docker.io HTTP/1.1\r\nhost: x\r\nAUTHORIZATION: \tBasic abc \r\nRange: bytes=5-"))
                .contains(new Request("HEAD", "/v2/x", "Basic abc", Optional.of(new Range(5, Long.MAX_VALUE)), false));
        assertThat(parse("GET / HTTP/1.0")).contains(new Request("GET", "/", "", Optional.empty(), true));
        assertThat(parse("GET / HTTP/1.1\r\nHost: x\r\nConnection: Close").map(Request::close))
                .contains(true);
    }

    @Test
    void takesNoMoreThanAHundredHeaders() {
        assertThat(parse("GET / HTTP/1.0" + "\r\nX: y".repeat(100))).isPresent();
        assertThat(parse("GET / HTTP/1.0" + "\r\nX: y".repeat(101))).isEmpty();
    }

    @Test
    void tellsNoPassword() {
        assertThat(parse("GET / HTTP/1.0\r\nAuthorization: Basic secret").map(Request::toString))
                .contains("GET /");
    }

    @Property
    void neverFailsOnGarbage(@ForAll @Size(max = 300) byte[] head) {
        assertThat(Request.parse(head)).isNotNull();
    }

    @Property
    void neverFailsOnGarbageThatLooksLikeHttp(
            @ForAll @Size(max = 40) @Chars({'G', ' ', '/', ':', '\r', '\n', 'H', '1', '.', '=', '-', '\t', 'é'})
                    String head) {
        parse("GET / HTTP/1.1\r\nHost: x\r\n" + head)
                .ifPresent(request -> assertThat(request.path()).startsWith("/"));
        parse(head).ifPresent(request -> assertThat(request.path()).startsWith("/"));
    }

    @Property
    void readsEveryRange(
            @ForAll @LongRange(min = 0, max = 1L << 50) long from, @ForAll @LongRange(max = 1L << 50) long to) {
        assertThat(Range.parse("bytes=" + from + "-" + to).isPresent()).isEqualTo(0 <= to && from <= to);
        assertThat(Range.parse("bytes=" + from + "-")).contains(new Range(from, Long.MAX_VALUE));
    }
}
