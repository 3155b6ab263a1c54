package io.imagesync.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import io.imagesync.model.Texts;
import io.imagesync.ssh.RemoteHost.Ran.Exited;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// 64 KiB of what makes patterns try again and again, as an error, a name and an answer: minutes when a pattern is not
/// linear, a moment when it is.
@Timeout(20)
class LongTextsTest {
    private static final int LENGTH = 64 << 10;

    private static String much(String of) {
        return of.repeat(LENGTH / of.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[",
                "]",
                "\"",
                "\\\"",
                "://",
                "https://",
                "@",
                "?",
                " ",
                "a",
                "A1",
                "/",
                ":",
                ".",
                "-",
                "=",
                "bearer ",
                "token=",
                "eyJaaaa.",
                "snapshot ",
                "content digest ",
                "rpc error: code = ",
                "status code ",
                "short-name ",
                "\" a=\"",
                "sudo: ",
                "\\n",
                "\n",
                "\u001b[",
                "\u00e9",
            })
    void doNotHoldARunUp(String piece) {
        String text = much(piece);

        FailureTable.refused(1, text);
        FailureTable.refused(1, Code.UNKNOWN, text);
        FailureTable.refused(1, "rpc error: code = Unknown desc = " + text + ": not found");
        Mask.of(text);
        Texts.printable(text, 400);
        NodeErrors.of(new Exited(1, bytes(text), false, bytes(text)), Duration.ofSeconds(1));
        NodeErrors.of(new Exited(127, bytes(text), false, bytes(text)), Duration.ofSeconds(1));
        new Answer(bytes(text)).ambiguous();
        NodeFacts.of(new Answer(bytes("image-sync-node 1\n" + text)));
        new Answer(bytes("image-sync-node 1\nimages\n" + text)).listing();
        assertThat(Mask.of(text)).hasSizeLessThan(LENGTH);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
