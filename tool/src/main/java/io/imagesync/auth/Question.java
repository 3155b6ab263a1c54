package io.imagesync.auth;

import io.imagesync.auth.CredentialProgram.Answer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// What programs are asked about one registry, once: who asks meanwhile waits for the same answer. A question that is
/// interrupted is asked again by the next who wants to know.
final class Question {
    private final ReentrantLock asking = new ReentrantLock();
    private final String registry;
    private final List<CredentialProgram> programs;
    private final Consumer<String> warnings;
    private boolean answered;
    private Optional<Held> answer = Optional.empty();

    /// @param programs the next is asked when one has none or fails
    Question(String registry, List<CredentialProgram> programs, Consumer<String> warnings) {
        this.registry = registry;
        this.programs = programs;
        this.warnings = warnings;
    }

    Optional<Held> answer() throws InterruptedException {
        asking.lockInterruptibly();
        try {
            if (!answered) {
                answer = ask();
                answered = true;
            }
            return answer;
        } finally {
            asking.unlock();
        }
    }

    private Optional<Held> ask() throws InterruptedException {
        for (CredentialProgram program : programs) {
            switch (program.ask(registry)) {
                case Answer.Found(Held held) -> {
                    return Optional.of(held);
                }
                case Answer.None() -> {}
                case Answer.Failed(String what, String remedy) ->
                    warnings.accept(program.file() + " of AUTH_FILE gives no credential for " + registry + ": it "
                            + what + "; " + remedy);
            }
        }
        return Optional.empty();
    }
}
