package io.imagesync.auth;

import io.imagesync.json.StrictJson;
import io.imagesync.json.StrictJson.Broken;
import io.imagesync.json.StrictJson.Place;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Texts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What an auth file says, in the format of Docker's `config.json` and the containers tools' `auth.json`. Unknown
/// fields are passed over. Keys are shown only when they name a registry: a secret may have got into their place.
///
/// @param programs registry to the `NAME` of its `docker-credential-NAME`
/// @param warnings what was passed over
record AuthContent(Map<String, String> programs, Map<RegistryKey, Held> entries, List<String> warnings) {
    /// In place of a registry: the program is for all of them.
    private static final String ALL = "";

    private static final Pattern PROGRAM = Pattern.compile("[a-z0-9-]+");
    private static final int SHOWN = 200;

    static AuthContent read(byte[] bytes) throws Broken {
        AuthContent content = new AuthContent(new HashMap<>(), new LinkedHashMap<>(), new ArrayList<>());
        StrictJson.read(bytes, content::field);
        return content;
    }

    /// The programs to ask about a registry, in their order.
    List<String> programsFor(String registry) {
        return Stream.of(registry, ALL)
                .filter(programs::containsKey)
                .map(programs::get)
                .distinct()
                .toList();
    }

    /// What is there for the longest prefix of the image.
    Optional<Held> entryFor(ImageRef image) {
        return entries.entrySet().stream()
                .filter(entry -> entry.getKey().covers(image))
                .max(Comparator.comparingInt(entry -> entry.getKey().path().length()))
                .map(Map.Entry::getValue);
    }

    private void field(StrictJson json, String name) throws Broken {
        switch (name) {
            case "auths" -> json.object(this::entry);
            case "credHelpers" -> json.object(this::program);
            case "credsStore" -> store(json);
            default -> json.skip();
        }
    }

    private void entry(StrictJson json, String text) throws Broken {
        Place place = json.place();
        AuthEntry entry = new AuthEntry();
        json.object(entry::field);
        Optional<RegistryKey> key = RegistryKey.of(text);
        if (key.isEmpty()) {
            warnings.add("a key of auths names no registry and is ignored (" + place + ")");
            return;
        }
        try {
            Optional<Held> held = entry.credential(key.get());
            if (held.isPresent() && entries.putIfAbsent(key.get(), held.get()) != null) {
                warnTwice(key.get(), place);
            }
        } catch (AuthEntry.Unfit e) {
            throw new Broken("the entry of " + shown(key.get()) + " " + e.getMessage(), place);
        }
    }

    private void program(StrictJson json, String text) throws Broken {
        Place place = json.place();
        String name = json.text().orElse("");
        check(name, "credHelpers", place);
        Optional<RegistryKey> key = RegistryKey.of(text).filter(k -> k.path().isEmpty());
        if (key.isEmpty()) {
            warnings.add("a key of credHelpers is not just a registry and is ignored (" + place + ")");
        } else if (programs.putIfAbsent(key.get().registry(), name) != null) {
            warnTwice(key.get(), place);
        }
    }

    /// With an empty text Docker's users switch theirs off.
    private void store(StrictJson json) throws Broken {
        Place place = json.place();
        Optional<String> name = json.text();
        if (name.isPresent()) {
            check(name.get(), "credsStore", place);
            programs.put(ALL, name.get());
        }
    }

    /// The name becomes part of a file's name.
    private static void check(String program, String field, Place place) throws Broken {
        if (!PROGRAM.matcher(program).matches()) {
            throw new Broken(
                    "the name of a program in " + field + " is empty or has other characters than a-z, 0-9 and -",
                    place);
        }
    }

    private void warnTwice(RegistryKey key, Place place) {
        warnings.add(shown(key) + " is there twice in different spellings: the second one is ignored (" + place + ")");
    }

    private static String shown(RegistryKey key) {
        return Texts.printable(key.toString(), SHOWN);
    }
}
