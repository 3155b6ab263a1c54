package io.imagesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class UncaughtTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private String saidAbout(Throwable e) {
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        Main.uncaught(new Screen(stream, stream, false, true), e);
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void leavesItToTheLauncherToSayThatMemoryRanOut() {
        // So that it does not wait for an end of this JVM.
        Thread.currentThread().interrupt();
        assertThat(saidAbout(new OutOfMemoryError("Java heap space"))).isEmpty();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void saysInOneLineWhatElseEndedAThread() {
        assertThat(saidAbout(new StackOverflowError()).lines())
                .singleElement()
                .asString()
                .startsWith("this is a bug in image-sync: java.lang.StackOverflowError at ")
                .endsWith("; please report it");
    }
}
