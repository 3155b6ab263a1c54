package io.imagesync.cluster;

import io.imagesync.json.StrictJson;
import io.imagesync.json.StrictJson.Broken;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Of an object, some fields; all else is skipped.
record Fields(Map<String, String> texts) {
    /// The value of that name is read by what is given.
    static void only(StrictJson json, String name, StrictJson.Element value) throws Broken {
        json.object((in, key) -> {
            if (key.equals(name)) {
                value.element(in);
            } else {
                in.skip();
            }
        });
    }

    /// The texts of those names.
    static Fields texts(StrictJson json, String... names) throws Broken {
        List<String> wanted = List.of(names);
        Map<String, String> texts = new HashMap<>();
        json.object((in, name) -> {
            if (wanted.contains(name)) {
                texts.put(name, in.text().orElse(""));
            } else {
                in.skip();
            }
        });
        return new Fields(texts);
    }

    /// Empty where there is none.
    String get(String name) {
        return texts.getOrDefault(name, "");
    }
}
