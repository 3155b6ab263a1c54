package io.imagesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.Committed;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import picocli.AutoComplete;

/// What is committed about the command line says what the program's own model of it says.
class CliReferenceTest {
    private static final CommandLineModel MODEL = CommandLineModel.ofProgram();

    @Test
    void theManualPageIsUpToDate() throws IOException {
        isUpToDate("src/dist/man/image-sync.1", CliManPage.text(MODEL));
    }

    @Test
    void theReferenceIsUpToDate() throws IOException {
        isUpToDate("../docs/cli.md", CliMarkdown.text(MODEL));
    }

    @Test
    void theCompletionIsUpToDate() throws IOException {
        isUpToDate(
                "src/dist/completion/image-sync",
                AutoComplete.bash(
                                "image-sync", ImageSync.withCommands(new Screen(System.out, System.err, false, false)))
                        + "\n");
    }

    @Test
    void everyCommandAndItsOwnOptionsAreNamed() {
        assertThat(MODEL.commands().stream().map(CommandLineModel.Command::name))
                .containsExactly(
                        "sync",
                        "plan",
                        "status",
                        "progress",
                        "load FILE",
                        "save IMAGE",
                        "remove [PATTERN]",
                        "restore PATTERN",
                        "doctor",
                        "report",
                        "config",
                        "help [COMMAND]",
                        "generate-completion");
        assertThat(MODEL.commands().getFirst().options().stream().map(CommandLineModel.Described::names))
                .containsExactly("--dry-run", "--retry-failed");
        assertThat(MODEL.options().stream().map(CommandLineModel.Described::names))
                .contains("-c, --config=FILE", "-q, --quiet", "-h, --help")
                .doesNotContain("--dry-run");
    }

    private static void isUpToDate(String file, String text) throws IOException {
        new Committed(file, CliReferenceTest.class).is(text);
    }
}
