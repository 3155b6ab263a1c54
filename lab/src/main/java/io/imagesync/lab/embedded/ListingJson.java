package io.imagesync.lab.embedded;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/// A listing as `crictl images -o json` prints it, in the shape of a [Profile].
final class ListingJson {
    private final Profile profile;

    ListingJson(Profile profile) {
        this.profile = profile;
    }

    /// The listing with the line break that follows it.
    byte[] of(List<StoredImage> images) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            json.writeStartObject();
            json.writeArrayFieldStart("images");
            for (StoredImage image : images) {
                image(json, image);
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void image(JsonGenerator json, StoredImage image) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", profile.id(image));
        names(json, "repoTags", image.tags(), "<none>:<none>");
        names(json, "repoDigests", profile.digests(image), "<none>@<none>");
        json.writeStringField("size", Long.toString(image.size()));
        rest(json, image);
        json.writeEndObject();
    }

    private void names(JsonGenerator json, String field, List<String> names, String none) throws IOException {
        if (!names.isEmpty() || profile.absent() == Profile.Absent.EMPTY_LIST) {
            list(json, field, names);
            return;
        }
        switch (profile.absent()) {
            case NULL -> json.writeNullField(field);
            case LITERAL_NONE -> list(json, field, List.of(none));
            case MISSING, EMPTY_LIST -> {}
        }
    }

    private static void list(JsonGenerator json, String field, List<String> names) throws IOException {
        json.writeArrayFieldStart(field);
        for (String name : names) {
            json.writeString(name);
        }
        json.writeEndArray();
    }

    private void rest(JsonGenerator json, StoredImage image) throws IOException {
        switch (profile) {
            case CONTAINERD -> {
                json.writeNullField("uid");
                json.writeStringField("username", "");
                json.writeNullField("spec");
                json.writeBooleanField("pinned", image.pinned());
            }
            case CONTAINERD_2 -> {
                json.writeNullField("uid");
                json.writeStringField("username", "65532");
                spec(json);
                json.writeBooleanField("pinned", image.pinned());
            }
            case CRIO, CRIO_OLD -> {
                json.writeObjectFieldStart("uid");
                json.writeStringField("value", "1000");
                json.writeEndObject();
                json.writeStringField("username", "");
            }
            case SPARSE -> {}
        }
    }

    private static void spec(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("spec");
        json.writeStringField("image", "");
        json.writeObjectFieldStart("annotations");
        json.writeEndObject();
        json.writeStringField("userSpecifiedImage", "");
        json.writeStringField("runtimeHandler", "");
        json.writeEndObject();
    }
}
