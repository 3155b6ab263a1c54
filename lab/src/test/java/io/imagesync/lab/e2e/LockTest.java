package io.imagesync.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The lock is flock(2)'s, so that scripts and image-sync exclude each other.
@OnRealNodes
class LockTest {
    @TempDir
    private Path folder;

    @Test
    void aScriptThatHoldsItKeepsUsOut(RealLab lab) {
        Program program = new Program(lab, folder, "NODES='w1 w2'", "PREFIXES=registry.lab:5000/lock");
        String lock = program.lock().toString();

        try (Running holder = Running.start(new ProcessBuilder("flock", "-n", "--no-fork", lock, "sleep", "600"))) {
            Await.until("the script to hold the lock", () -> tryLock(program), code -> code == 1);
            Ended ended = program.run();
            assertThat(holder.isAlive()).isTrue();
            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.stderr()).contains("] [ERROR] Script already running. Lock active: " + lock);
            assertThat(program.logFolder()).doesNotExist();
        }
        assertThat(program.run().exitCode()).isZero();
    }

    @Test
    void aRunKeepsScriptsAndOtherRunsOut(RealLab lab) {
        String image = lab.push("lock/app:1", 10);
        Program program = new Program(lab, folder, "NODES='w1 w2'", "IMAGES=" + image);
        lab.holdPulls("w1");

        try (Running run = program.start()) {
            Await.until("a pull", () -> lab.pulls("w1"), log -> log.running() == 1);
            assertThat(tryLock(program)).isEqualTo(1);
            assertThat(program.run().stderr()).contains("] [ERROR] Script already running. Lock active: ");
            assertThat(program.run("plan").exitCode()).isZero();
            lab.releasePulls("w1");
            assertThat(run.end(Program.LIMIT).exitCode()).isZero();
        }
        assertThat(tryLock(program)).isZero();
    }

    private static int tryLock(Program program) {
        return Running.run("flock", "-n", program.lock().toString(), "true").exitCode();
    }
}
