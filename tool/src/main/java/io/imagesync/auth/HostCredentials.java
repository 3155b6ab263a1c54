package io.imagesync.auth;

import io.imagesync.model.Credential;
import io.imagesync.model.Credentials;
import io.imagesync.model.ImageRef;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The credentials of one auth file: those of its programs first, then its own. One that a registry refused is never
/// replaced by a lesser one.
final class HostCredentials implements Credentials {
    private final String file;
    private final AuthContent content;
    private final CredentialHelpers helpers;
    private final Consumer<String> warnings;
    private final Map<String, Question> questions = new ConcurrentHashMap<>();
    private final Map<Credential, String> origins = new ConcurrentHashMap<>();
    private final Map<Credential, Refusals> refusals = new ConcurrentHashMap<>();

    /// @param file its name, fit to be shown
    HostCredentials(String file, AuthContent content, CredentialHelpers helpers, Consumer<String> warnings) {
        this.file = file;
        this.content = content;
        this.helpers = helpers;
        this.warnings = warnings;
    }

    @Override
    public Optional<Credential> forImage(ImageRef image) throws InterruptedException {
        Optional<Held> held = questions
                .computeIfAbsent(RegistryKey.registryOf(image), Question::new)
                .answer()
                .or(() -> content.entryFor(image));
        held.ifPresent(h -> origins.putIfAbsent(h.credential(), h.origin()));
        return held.map(Held::credential);
    }

    /// What programs are asked about one registry, once: who asks meanwhile waits for the same answer. A question that
    /// is interrupted is asked again by the next who wants to know.
    private final class Question {
        private final ReentrantLock asking = new ReentrantLock();
        private final String registry;
        private boolean answered;
        private Optional<Held> answer = Optional.empty();

        Question(String registry) {
            this.registry = registry;
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

        /// The next program is asked when one has none or fails.
        private Optional<Held> ask() throws InterruptedException {
            for (String name : content.programsFor(registry)) {
                CredentialHelper helper = new CredentialHelper(name, helpers);
                try {
                    Optional<Held> held = helper.ask(registry);
                    if (held.isPresent()) {
                        return held;
                    }
                } catch (CredentialHelpers.Failed e) {
                    warnings.accept(helper.file() + " from AUTH_FILE gives no credential for " + registry + ": it "
                            + e.getMessage());
                }
            }
            return Optional.empty();
        }
    }

    /// What has been said to one credential.
    ///
    /// @param repositories that it is not used for any more
    /// @param logins those of them to which it was no login
    private record Refusals(Set<String> repositories, Set<String> logins, AtomicBoolean everywhere) {
        /// So many repositories to which it is no login make it wrong.
        private static final int ENOUGH = 2;

        Refusals() {
            this(ConcurrentHashMap.newKeySet(), ConcurrentHashMap.newKeySet(), new AtomicBoolean());
        }

        /// @return whether this has ended its use everywhere
        boolean endUse(String repository, Refusal refusal) {
            if (refusal == Refusal.LOGIN) {
                logins.add(repository);
            }
            return (refusal == Refusal.CREDENTIAL || logins.size() >= ENOUGH) && !everywhere.getAndSet(true);
        }
    }

    @Override
    public void refused(Credential credential, ImageRef image, Refusal refusal) {
        Refusals heard = refusals.computeIfAbsent(credential, _ -> new Refusals());
        synchronized (heard) {
            boolean first = heard.repositories.add(image.repository()) && !heard.everywhere.get();
            String origin = "the credential from AUTH_FILE (" + origins.getOrDefault(credential, "unknown") + ")";
            if (heard.endUse(image.repository(), refusal)) {
                warnings.accept(credential.registry() + " refused " + origin
                        + "; this run does not use it again; correct it in " + file + " or log in again");
            } else if (first) {
                warnings.accept(credential.registry() + " refused " + origin + " for " + image.repository()
                        + "; this run does not use it again for that; check its rights");
            }
        }
    }

    @Override
    public boolean isWithheld(Credential credential, ImageRef image) {
        Refusals heard = refusals.get(credential);
        return heard != null && (heard.everywhere.get() || heard.repositories.contains(image.repository()));
    }
}
