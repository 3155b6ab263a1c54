package io.imagesync.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whatever ends the program in the middle of pulls, nothing of it goes on.
@OnRealNodes
class SignalsOnRealNodesTest {
    @TempDir
    private Path folder;

    @AfterEach
    void release(RealLab lab) {
        lab.nodes().forEach(lab::forgetPulls);
    }

    @ParameterizedTest
    @CsvSource({"HUP, 129", "INT, 130", "TERM, 143"})
    void cancelsAndReports(String signal, int exitCode, RealLab lab) {
        String image = lab.push("signals/" + signal.toLowerCase(Locale.ROOT) + ":1", 10);
        Program program = new Program(lab, folder, "NODES='w1 w2 w3'", "IMAGES=" + image);
        try (Running run = pulling(lab, program)) {
            run.signal(signal);
            Ended ended = run.end(Program.LIMIT);
            assertThat(ended.exitCode()).isEqualTo(exitCode);
            assertThat(ended.errors()).hasSizeBetween(1, 10);
        }
        assertThat(program.log())
                .anyMatch(line -> line.contains("SIG" + signal + " received"))
                .anyMatch(line -> line.endsWith("=== SUMMARY ==="))
                .anyMatch(line -> line.endsWith("Failed pulls (this session): 3"))
                .last()
                .asString()
                .contains("=== IMAGE SYNC CANCELLED ===");
        assertThat(program.failed()).hasSize(3).allMatch(line -> line.endsWith(image + " (CANCELLED) - FAILED"));
        nothingIsLeft(lab, program);
        theNextRunWorks(lab, program, image);
    }

    @Test
    void leavesNothingWhenItIsKilled(RealLab lab) {
        String image = lab.push("signals/kill:1", 10);
        Program program = new Program(lab, folder, "NODES='w1 w2 w3'", "IMAGES=" + image);
        try (Running run = pulling(lab, program)) {
            run.signal("KILL");
            assertThat(run.end(Program.LIMIT).exitCode()).isEqualTo(137);
        }
        nothingIsLeft(lab, program);
        theNextRunWorks(lab, program, image);
    }

    private static Running pulling(RealLab lab, Program program) {
        lab.nodes().forEach(lab::holdPulls);
        Running run = program.start();
        Await.until("a pull on each node", lab::pulls, log -> log.running() == 3);
        assertThat(lab.nodes()).allSatisfy(node -> assertThat(lab.work(node)).isNotEmpty());
        return run;
    }

    private static void nothingIsLeft(RealLab lab, Program program) {
        for (String node : lab.nodes()) {
            Await.until("nothing of ours on " + node, () -> lab.work(node), List::isEmpty);
        }
        assertThat(Running.run("flock", "-n", program.lock().toString(), "true").exitCode())
                .isZero();
    }

    private static void theNextRunWorks(RealLab lab, Program program, String image) {
        lab.nodes().forEach(lab::forgetPulls);
        assertThat(program.run()).isEqualTo(new Ended(0, "", ""));
        assertThat(lab.nodes()).allSatisfy(node -> assertThat(lab.images(node)).contains(image));
    }
}
