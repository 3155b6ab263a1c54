package io.imagesync.lab.ssh;

import io.imagesync.lab.BesideOthers;
import io.imagesync.lab.e2e.Ended;
import io.imagesync.lab.e2e.Running;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/// The same by the client of OpenSSH 10, as `lab/openssh10` fetches it.
@Tag("openssh10")
@BesideOthers
class OpenSsh10Test {
    private static final Duration FETCHING = Duration.ofMinutes(5);

    private static void enter(Room room) {
        Ended found = Running.run(new ProcessBuilder("./openssh10"), FETCHING);
        if (found.exitCode() != 0) {
            throw new IllegalStateException(found.stderr());
        }
        room.prefersCommandsOf(found.stdout().strip());
    }

    @Nested
    class Authentication extends AuthenticationTest {
        @Override
        void prepare() {
            enter(room);
        }
    }

    @Nested
    class HostKeys extends HostKeysTest {
        @Override
        void prepare() {
            enter(room);
        }
    }

    @Nested
    class Jumps extends JumpsTest {
        @Override
        void prepare() {
            enter(room);
        }
    }

    @Nested
    class UserOptions extends UserOptionsTest {
        @Override
        void prepare() {
            enter(room);
        }
    }
}
