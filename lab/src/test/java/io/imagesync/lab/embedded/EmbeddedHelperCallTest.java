package io.imagesync.lab.embedded;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.node.Node;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedHelperCallTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sh -c 'x=1; echo \"image-sync-node 1\"' image-sync-node pull 7 crictl - nginx:1",
                "sudo -n -- sh -c 'echo \"image-sync-node 1\"' image-sync-node pull 7 crictl - nginx:1",
                "sudo -n /usr/local/bin/image-sync-node pull 7 k3s,crictl - nginx:1",
                "'sh' '-c' 'it'\\''s' 'image-sync-node' 'pull' '7' 'crictl' '-' 'nginx:1'",
                "sh -c \"a \\\"b\\\"\" image-sync-node \"pull\" 7 crictl - nginx\\:1"
            })
    void findsTheTail(String line) {
        assertThat(HelperCall.parse(line))
                .isEqualTo(new HelperCall.Valid("pull", Duration.ofSeconds(7), "-", "nginx:1"));
    }

    @Test
    void findsTheTailBehindTheHelpersOwnText() throws Exception {
        String text;
        try (InputStream in = Node.class.getResourceAsStream("image-sync-node")) {
            text = new String(requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)^#.*\n", "");
        }
        assertThat(HelperCall.parse("sudo -n sh -c '" + text + "' image-sync-node list 20 crictl -"))
                .isEqualTo(new HelperCall.Valid("list", Duration.ofSeconds(20), "-", ""));
    }

    @Test
    void takesASocketAndAFolder() {
        assertThat(HelperCall.parse("image-sync-node disk 5 crictl unix:///run/x.sock /var/lib/x-1"))
                .isEqualTo(new HelperCall.Valid("disk", Duration.ofSeconds(5), "unix:///run/x.sock", "/var/lib/x-1"));
    }

    @Test
    void fillsInWhatIsMissing() {
        assertThat(HelperCall.parse("image-sync-node list"))
                .isEqualTo(new HelperCall.Valid("list", Duration.ofSeconds(60), "-", ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '#', textBlock = """
            list 1s crictl -          | SECONDS is no number
            list 1 'crictl;reboot' -  | CRICTL has characters that it may not have
            list 1 crictl '$(reboot)' | ENDPOINT has characters that it may not have
            pull 1 crictl - 'a b'     | REFERENCE has characters that it may not have
            pull 1 crictl - --help    | REFERENCE starts with a dash
            """)
    void refusesWhatTheHelperRefuses(String arguments, String why) {
        assertThat(HelperCall.parse("image-sync-node " + arguments))
                .isEqualTo(new HelperCall.Refused(64, "image-sync-node: " + why + "\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"id -u", "echo image-sync-node-list", "sh -c 'image-sync-node list'"})
    void isNotTheHelper(String line) {
        assertThat(HelperCall.parse(line))
                .isInstanceOfSatisfying(
                        HelperCall.Refused.class, r -> assertThat(r.exitCode()).isEqualTo(127));
    }

    @Test
    void splitsAsAShellDoes() {
        assertThat(ShellWords.of(" a  'b c'd \"e \\\"$\\x\" '' f\\ g "))
                .isEqualTo(List.of("a", "b cd", "e \"$\\x", "", "f g"));
    }
}
