package io.imagesync.auth;

import io.imagesync.files.StrictJson;
import io.imagesync.files.StrictJson.Broken;
import io.imagesync.files.StrictJson.Place;
import io.imagesync.model.Texts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads the format of Docker's `config.json` and the containers tools' `auth.json`. Unknown fields are passed over.
/// Keys are shown only when they name a registry: a secret may have got into their place.
final class AuthReader {
    private static final Pattern PROGRAM = Pattern.compile("[a-z0-9-]+");
    private static final int SHOWN = 200;

    private final Map<String, String> programs = new LinkedHashMap<>();
    private final Map<RegistryKey, Held> entries = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private Optional<String> store = Optional.empty();

    private AuthReader() {}

    static AuthContent read(byte[] bytes) throws Broken {
        AuthReader reader = new AuthReader();
        StrictJson.read(bytes, reader::field);
        return new AuthContent(reader.programs, reader.store, reader.entries, reader.warnings);
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
        EntryFields fields = new EntryFields();
        json.object(fields::field);
        Optional<RegistryKey> key = RegistryKey.of(text);
        if (key.isEmpty()) {
            warnings.add("a key of auths names no registry and is passed over (" + place + ")");
            return;
        }
        Optional<Held> held = credential(fields, key.get(), place);
        if (held.isPresent() && entries.putIfAbsent(key.get(), held.get()) != null) {
            warnTwice(key.get(), place);
        }
    }

    private static Optional<Held> credential(EntryFields fields, RegistryKey key, Place place) throws Broken {
        try {
            return fields.credential(key);
        } catch (EntryFields.Unfit e) {
            throw new Broken("the entry of " + shown(key) + " " + e.getMessage(), place);
        }
    }

    private void program(StrictJson json, String text) throws Broken {
        Place place = json.place();
        String name = json.text().orElse("");
        check(name, "credHelpers", place);
        Optional<RegistryKey> key = RegistryKey.of(text).filter(k -> k.path().isEmpty());
        if (key.isEmpty()) {
            warnings.add("a key of credHelpers is not just a registry and is passed over (" + place + ")");
        } else if (programs.putIfAbsent(key.get().registry(), name) != null) {
            warnTwice(key.get(), place);
        }
    }

    /// With an empty text Docker's users switch theirs off.
    private void store(StrictJson json) throws Broken {
        Place place = json.place();
        store = json.text();
        if (store.isPresent()) {
            check(store.get(), "credsStore", place);
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
        warnings.add(
                shown(key) + " is there twice in different spellings: the second one is passed over (" + place + ")");
    }

    private static String shown(RegistryKey key) {
        return Texts.shown(key.toString(), SHOWN);
    }
}
