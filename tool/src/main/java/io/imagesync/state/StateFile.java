package io.imagesync.state;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.imagesync.files.AtomicFile;
import io.imagesync.files.SafeFiles;
import io.imagesync.files.SafeFolders;
import io.imagesync.files.UnusableFileException;
import io.imagesync.json.StrictJson;
import io.imagesync.json.StrictJson.Broken;
import io.imagesync.json.StrictJson.Place;
import io.imagesync.model.Sizes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A file of STATE_DIR that runs can do without: a JSON object with `version`. What is wrong with it is a warning.
///
/// @param most bytes that it may have
/// @param without what becomes of a run that cannot use it
record StateFile(Path folder, String name, int most, Consumer<String> warnings, String without) {
    /// An image's id as runtimes have it; others are not remembered.
    static final String ID = "sha256:[0-9a-f]{64}";

    private static final long VERSION = 1;
    private static final JsonFactory JSON = new JsonFactory();

    Path file() {
        return folder.resolve(name);
    }

    /// Writes all fields but the version.
    @FunctionalInterface
    interface Fields {
        void writeTo(JsonGenerator json) throws IOException;
    }

    /// @param fields is given all but the version; what it was given counts only when this returns true
    /// @return whether all was read, which may be nothing
    boolean read(StrictJson.Fields fields) {
        try {
            if (SafeFiles.isThere(file(), LinkOption.NOFOLLOW_LINKS)) {
                SafeFolders.checkNoLink(folder);
                SafeFolders.checkParent(file());
                read(SafeFiles.read(file(), most).orElseThrow(), fields);
            }
            return true;
        } catch (Broken e) {
            warn(file() + " cannot be used: " + e.getMessage() + "; check the disk if that happens again");
        } catch (UnusableFileException e) {
            warn(e.getMessage() + "; " + e.remedy());
        }
        return false;
    }

    private static void read(byte[] bytes, StrictJson.Fields fields) throws Broken {
        OptionalLong[] version = {OptionalLong.empty()};
        StrictJson.read(bytes, (json, name) -> {
            if (name.equals("version")) {
                version[0] = json.number();
                check(version[0], json.place());
            } else {
                fields.field(json, name);
            }
        });
        check(version[0], new Place(1, 1));
    }

    /// An array of texts, in order.
    static void texts(JsonGenerator json, String name, Stream<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts.sorted().toList()) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    private static void check(OptionalLong version, Place place) throws Broken {
        if (version.isEmpty() || version.getAsLong() != VERSION) {
            throw new Broken("it has another version than " + VERSION, place);
        }
    }

    void write(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes, JsonEncoding.UTF8)) {
            json.writeStartObject();
            json.writeNumberField("version", VERSION);
            fields.writeTo(json);
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (bytes.size() > most) {
            warn(file() + " would be larger than " + Sizes.bytes(most) + ", so it is not written");
            return;
        }
        try {
            SafeFolders.checkNoLink(folder);
            SafeFolders.checkParent(file());
            AtomicFile.replace(file(), bytes.toByteArray());
        } catch (UnusableFileException e) {
            warn(e.getMessage() + "; " + e.remedy());
        }
    }

    void delete() {
        try {
            Files.deleteIfExists(file());
        } catch (IOException e) {
            warn("cannot delete " + file() + ": " + SafeFiles.reason(e));
        }
    }

    private void warn(String why) {
        warnings.accept("STATE_DIR: " + why + "; " + without);
    }
}
