package io.imagesync.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class StreamsTest {
    private static final int CAPACITY = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ParameterizedTest
    @CsvSource({"abc, abc, false", "abcd, abcd, false", "abcde, abcd, true"})
    void theHeadKeepsTheFirstBytes(String written, String kept, boolean cut) {
        Head head = new Head(4);
        byte[] bytes = written.getBytes(StandardCharsets.US_ASCII);
        head.write(bytes[0]);
        head.write(bytes, 1, bytes.length - 1);

        assertThat(head.bytes()).asString(StandardCharsets.US_ASCII).isEqualTo(kept);
        assertThat(head.cut()).isEqualTo(cut);
    }

    @ParameterizedTest
    @CsvSource({"a, a", "abcd, abcd", "abcdefghijk, hijk"})
    void theTailKeepsTheLastBytes(String written, String kept) {
        Tail whole = new Tail(4);
        byte[] bytes = written.getBytes(StandardCharsets.US_ASCII);
        whole.write(bytes, 0, bytes.length);
        Tail pieces = new Tail(4);
        for (byte one : bytes) {
            pieces.write(one);
        }

        assertThat(whole.text()).isEqualTo(kept);
        assertThat(pieces.text()).isEqualTo(kept);
    }

    @Test
    void aPipeCarriesMoreThanItHolds() throws Exception {
        byte[] sent = new byte[5_000_001];
        new Random(1).nextBytes(sent);
        Pipe pipe = new Pipe(CAPACITY, PATIENCE);
        Thread.ofVirtual().start(() -> {
            try (OutputStream out = pipe.out()) {
                out.write(sent[0]);
                out.write(sent, 1, sent.length - 1);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });

        assertThat(pipe.in().readAllBytes()).isEqualTo(sent);
    }

    @Test
    void aWriterThatNobodyReadsFromGivesUp() {
        Pipe pipe = new Pipe(CAPACITY, Duration.ofMillis(10));

        assertThatThrownBy(() -> pipe.out().write(new byte[2_000_000]))
                .isInstanceOf(IOException.class)
                .hasMessage("nobody reads");
        assertThatThrownBy(() -> pipe.out().write(1)).isInstanceOf(IOException.class);
    }

    @Test
    void closingWakesTheReader() throws Exception {
        Pipe pipe = new Pipe(CAPACITY, PATIENCE);
        CompletableFuture<Integer> read = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (InputStream in = pipe.in()) {
                read.complete(in.read());
            } catch (IOException e) {
                read.completeExceptionally(e);
            }
        });
        pipe.close();

        assertThat(read.get()).isEqualTo(-1);
    }

    @Test
    void aReaderThatWantsNothingDoesNotWait() throws Exception {
        assertThat(new Pipe(CAPACITY, PATIENCE).in().read(new byte[1], 0, 0)).isZero();
    }
}
