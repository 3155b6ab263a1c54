package io.imagesync.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.fuzz.Fuzzing;
import io.imagesync.model.Effective;
import io.imagesync.model.SshOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// SSH_OPTIONS: which words ssh gets, and which it must not get.
class SshWordsTest {
    private static final String HOME = System.getProperty("user.home");

    private static final List<String> CORPUS = List.of(
            "-o Compression=yes -J user@jump:22",
            "-oUser=a '-o' \"ProxyCommand=nc '%h' %p\" -F none -i ~/.ssh/key",
            "-J'a b'\"c\"d -F ~/x -i/k",
            "-o BatchMode=no -o 'Match all' -F /a -F /b -v -- host \\x 'open");

    private static List<String> options(String value) {
        return read(value).options();
    }

    private static SshWords read(String value) {
        return Conf.read(SshWords::parse, value);
    }

    private static List<String> faults(String value) {
        return Conf.faults(SshWords::parse, value).stream().map(Fault::toString).toList();
    }

    /// Words of the result are shown with | between them.
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "-oCompression=yes,-o|Compression=yes",
                "-o Compression=yes,-o|Compression=yes",
                "-o 'Compression yes',-o|Compression yes",
                "-o \"Compression = yes\",-o|Compression = yes",
                "-o'Compression 'yes,-o|Compression yes",
                "-o ServerAliveInterval=0,-o|ServerAliveInterval=0",
                "-o 'ProxyCommand=nc -X 5 \"%h\" %p',-o|ProxyCommand=nc -X 5 \"%h\" %p",
                "-o 'ProxyCommand=a \\c \\\\d $e `x`',-o|ProxyCommand=a \\c \\\\d $e `x`",
                "-o \"A=it's\",-o|A=it's",
                "-J user@jump:2222,-J|user@jump:2222",
                "-Jjump,-J|jump",
                "-i /root//key,-i|/root/key"
            })
    void wordsAreGivenToSshOneByOne(String value, String words) {
        assertThat(String.join("|", options(value))).isEqualTo(words);
    }

    @Test
    void linesAndTabsSeparateToo() {
        assertThat(options("-J\n\tj -o  A=b\r\n")).containsExactly("-J", "j", "-o", "A=b");
        assertThat(read("").options()).isEmpty();
    }

    @Test
    void theHomeFolderIsFilledInAsForSshIdentityFile() {
        assertThat(options("-i ~/.ssh/key")).containsExactly("-i", HOME + "/.ssh/key");
        assertThat(read("-F ~/.ssh/nodes").configFile()).contains(Path.of(HOME, ".ssh/nodes"));
    }

    @Test
    void theConfigurationFileIsApart() {
        assertThat(read("-J a -F /etc/nodes -J b"))
                .isEqualTo(new SshWords(Optional.of(Path.of("/etc/nodes")), List.of("-J", "a", "-J", "b")));
        assertThat(read("-Fnone").configFile()).contains(Path.of("none"));
        assertThat(read("-F /a -F /b").configFile()).contains(Path.of("/b"));
        assertThat(read("-J j").configFile()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "host,\"host\" is not allowed here",
                "-J j host -v,\"host\" is not allowed here",
                "-,\"-\" is not allowed here",
                "--,\"--\" is not allowed here",
                "--help,\"--help\" is not allowed here",
                "'',\"\" is not allowed here",
                "-v,\"-v\" is not allowed here",
                "-A,\"-A\" is not allowed here",
                "-p 22,\"-p\" is not allowed here",
                "-L 1:2:3,\"-L\" is not allowed here",
                "-S none,\"-S\" is not allowed here",
                "-W a:1,\"-W\" is not allowed here",
                "-ä,\"-ä\" is not allowed here",
                "-J,-J has no value",
                "-J '',-J has no value",
                "-J ' ',-J has no value",
                "-i -4,-i has no value",
                "-i key,-i \"key\" is not an absolute path",
                "-i ~/../key,-i \"/../key\" has .. in it",
                "-F conf,-F \"conf\" is not an absolute path",
                "-o Compression,-o \"Compression\" is not an ssh setting",
                "-o Compression=,-o \"Compression=\" is not an ssh setting",
                "-o ' BatchMode=no',-o \" BatchMode=no\" is not an ssh setting",
                "-o =BatchMode=no,-o \"=BatchMode=no\" is not an ssh setting",
                "-o '\"BatchMode\" no',-o \"\"BatchMode\" no\" is not an ssh setting",
                "-o '# x',-o \"# x\" is not an ssh setting",
                "-oBatchMode=no,-o \"BatchMode\" cannot be set here",
                "-o 'batchmode no',-o \"batchmode\" cannot be set here",
                "-o 'BATCHMODE = no',-o \"BATCHMODE\" cannot be set here",
            })
    void otherWordsAreErrorsThatNameThem(String value, String what) {
        assertThat(faults(value)).singleElement().asString().startsWith(what + "; ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BatchMode",
                "RequestTTY",
                "ForwardAgent",
                "ForwardX11",
                "ForwardX11Trusted",
                "ClearAllForwardings",
                "LocalForward",
                "RemoteForward",
                "DynamicForward",
                "RemoteCommand",
                "LocalCommand",
                "PermitLocalCommand",
                "ForkAfterAuthentication",
                "StdinNull",
                "SessionType",
                "VisualHostKey",
                "ControlMaster",
                "ControlPath",
                "ControlPersist",
                "Tunnel",
                "AddKeysToAgent",
                "StreamLocalBindMask",
                "StreamLocalBindUnlink",
                "LogLevel",
                "LogVerbose",
                "EscapeChar",
                "ExitOnForwardFailure",
                "Host",
                "Match",
                "Include"
            })
    void whatWouldBreakARunCannotBeSet(String keyword) {
        for (String setting : List.of(keyword + "=x", keyword + " x", keyword.toUpperCase(Locale.ROOT) + " = x")) {
            assertThat(faults("-o '" + setting + "'"))
                    .singleElement()
                    .asString()
                    .containsIgnoringCase("-o \"" + keyword + "\" cannot be set here; remove it");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-o A=\\x", "-o 'A=b", "-o \"A=b", "-J '", "-o \"A=b\\\"c\""})
    void quotesAreClosedAndNothingElseIsSpecial(String value) {
        assertThat(faults(value)).singleElement().asString().startsWith("a quote is never closed, or a backslash is");
    }

    @Test
    void controlCharactersAreErrors() {
        assertThat(faults("-o 'A=b\nBatchMode no'"))
                .containsExactly("-o \"A=b\\nBatchMode no\" has control characters; write it without them");
        assertThat(faults("-J j\u0007")).hasSize(1);
    }

    @Test
    void theFileNamesLineAndKey() {
        assertThat(Conf.errors("SSH_OPTIONS='-J jump -o StdinNull=yes'"))
                .containsExactly("F:5: SSH_OPTIONS: -o \"StdinNull\" cannot be set here;"
                        + " remove it; image-sync sets it itself");
    }

    @Test
    void whatWasUnderstoodIsShownAsTheFileCouldHaveIt() {
        String file = "SSH_OPTIONS=\"-F none -Jjump -o 'A b'\"";
        assertThat(Conf.effective(file, "SSH_OPTIONS"))
                .isEqualTo(new Effective("SSH_OPTIONS", "-F none -J jump -o 'A b'", "F:5"));
        SshOptions ssh = Conf.config(file).ssh();
        assertThat(ssh.further()).containsExactly("-J", "jump", "-o", "A b");
        assertThat(ssh.clientConfig()).contains(Path.of("none"));
        assertThat(Conf.config("").ssh().further()).isEmpty();
    }

    @Property(tries = 70)
    void everyValueIsUnderstoodOrRefusedInWords(@ForAll long seed) {
        Fuzzing.texts(seed, CORPUS, text -> {
            try {
                SshWords words = SshWords.parse(text);
                assertThat(words.options()).allMatch(word -> !word.isBlank() && !word.matches("(?s).*\\p{Cntrl}.*"));
                assertThat(read(words.toString())).isEqualTo(words);
            } catch (WrongValue e) {
                assertThat(e.faults())
                        .isNotEmpty()
                        .allMatch(fault -> !fault.remedy().isEmpty());
            }
        });
    }
}
