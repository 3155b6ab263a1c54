package io.imagesync.auth;

import io.imagesync.model.ImageRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What an auth file says.
///
/// @param programs registry to the `NAME` of its `docker-credential-NAME`
/// @param store the `NAME` for all registries
/// @param warnings what was passed over
record AuthContent(
        Map<String, String> programs, Optional<String> store, Map<RegistryKey, Held> entries, List<String> warnings) {
    AuthContent {
        programs = Map.copyOf(programs);
        entries = Map.copyOf(entries);
        warnings = List.copyOf(warnings);
    }

    /// The programs to ask about a registry, in their order.
    List<String> programsFor(String registry) {
        List<String> names = new ArrayList<>();
        Optional.ofNullable(programs.get(registry)).ifPresent(names::add);
        store.filter(name -> !names.contains(name)).ifPresent(names::add);
        return names;
    }

    /// What is there for the longest prefix of the image.
    Optional<Held> entryFor(ImageRef image) {
        return entries.entrySet().stream()
                .filter(entry -> entry.getKey().covers(image))
                .max(Comparator.comparingInt(entry -> entry.getKey().path().length()))
                .map(Map.Entry::getValue);
    }
}
