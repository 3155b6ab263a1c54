package io.imagesync.auth;

import io.imagesync.model.Credential;
import io.imagesync.model.Credentials;
import io.imagesync.model.ImageRef;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// The credentials of one auth file: those of its programs first, then its own. One that a registry refused is never
/// replaced by a lesser one.
final class HostCredentials implements Credentials {
    private final String file;
    private final AuthContent content;
    private final Programs programs;
    private final Consumer<String> warnings;
    private final Map<String, Question> questions = new ConcurrentHashMap<>();
    private final Map<Credential, String> origins = new ConcurrentHashMap<>();
    private final Set<Credential> refused = ConcurrentHashMap.newKeySet();

    /// @param file its name, fit to be shown
    HostCredentials(String file, AuthContent content, Programs programs, Consumer<String> warnings) {
        this.file = file;
        this.content = content;
        this.programs = programs;
        this.warnings = warnings;
    }

    @Override
    public Optional<Credential> forImage(ImageRef image) throws InterruptedException {
        Optional<Held> held = questions
                .computeIfAbsent(RegistryKey.registryOf(image), this::question)
                .answer()
                .or(() -> content.entryFor(image));
        held.ifPresent(h -> origins.putIfAbsent(h.credential(), h.origin()));
        return held.map(Held::credential).filter(credential -> !refused.contains(credential));
    }

    private Question question(String registry) {
        return new Question(
                registry,
                content.programsFor(registry).stream()
                        .map(name -> new CredentialProgram(name, programs))
                        .toList(),
                warnings);
    }

    @Override
    public void refused(Credential credential) {
        if (refused.add(credential)) {
            String origin = origins.getOrDefault(credential, "unknown");
            warnings.accept(credential.registry() + " refused the credential of AUTH_FILE (" + origin
                    + "); it is not used again in this run, correct it in " + file + " or log in anew");
        }
    }
}
