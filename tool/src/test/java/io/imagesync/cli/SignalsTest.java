package io.imagesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class SignalsTest {
    @ParameterizedTest
    @CsvSource({"HUP,129", "INT,130", "TERM,143"})
    void theFirstSignalCancelsAndIsTheExitCode(String signal, int exitCode) throws Exception {
        try (Child child = Child.java(Signalled.class)) {
            assertThat(child.line()).isEqualTo("ready");
            child.signal(signal);
            assertThat(child.line()).isEqualTo("cancel SIG" + signal);
            assertThat(child.exitCode()).isEqualTo(exitCode);
        }
    }

    @Test
    void theSecondSignalEndsAtOnce() throws Exception {
        try (Child child = Child.java(Signalled.class, "stubborn")) {
            assertThat(child.line()).isEqualTo("ready");
            child.signal("INT");
            assertThat(child.line()).isEqualTo("cancel SIGINT");
            child.signal("TERM");
            assertThat(child.exitCode()).isEqualTo(143);
            assertThat(child.line()).as("no second cancel").isEqualTo("null");
        }
    }

    @Test
    void aSignalThatIsIgnoredStaysIgnored() throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "trap '' HUP; exec \"$@\"", "sh"));
        command.addAll(Child.javaCommand(Signalled.class));
        try (Child child = Child.start(command.toArray(String[]::new))) {
            assertThat(child.line()).isEqualTo("ready");
            child.signal("HUP");
            child.signal("TERM");
            assertThat(child.line()).isEqualTo("cancel SIGTERM");
            assertThat(child.exitCode()).isEqualTo(143);
        }
    }
}
