package io.imagesync.node;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.imagesync.model.DiskUsage;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Listing;
import io.imagesync.model.NodeFailure.ListingInvalid;
import io.imagesync.model.Result;
import io.imagesync.model.RuntimeKind;
import io.imagesync.model.TemporaryName;
import io.imagesync.model.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// Reads `crictl images -o json`: the protojson of CRI's `ListImagesResponse` in all the shapes that releases
/// of crictl, containerd and CRI-O give it. Unknown fields are passed over; names of the wrong type lose their
/// image, which is noted as invalid, and a size that is none is unknown.
final class ListingJson {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxStringLength(1 << 20)
                    .maxNameLength(4096)
                    .maxNumberLength(64)
                    .build())
            .build();

    /// Images, tags and digests of one node together; one with 1000 images has some thousands.
    static final int MAX_NAMES = 50_000;

    private static final Pattern CUT = Pattern.compile("[^/@.]{0,255}\\.[^/@]{0,255}@[^/]{0,200}");
    private static final Pattern SIZE = Pattern.compile("[1-9][0-9]{0,18}");

    private final JsonParser json;
    private int names;
    private int read;
    private boolean bareIds;
    private boolean shortNames;
    /// Whether a name of the present image is no text.
    private boolean lost;
    private final List<HeldImage> images = new ArrayList<>();
    private final List<String> invalid = new ArrayList<>();

    private ListingJson(JsonParser json) {
        this.json = json;
    }

    static Result<Listing> read(
            byte[] bytes, int offset, int length, Optional<String> architecture, Optional<DiskUsage> disk) {
        try (JsonParser parser = JSON.createParser(bytes, offset, length)) {
            ListingJson reader = new ListingJson(parser);
            reader.readAll();
            return new Result.Ok<>(new Listing(
                    reader.images,
                    reader.invalid,
                    architecture,
                    disk,
                    RuntimeKind.of(reader.bareIds, reader.shortNames, disk)));
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            return failed("crictl's JSON is broken" + where);
        } catch (Unexpected e) {
            return failed("crictl's JSON is not a list of images: " + e.getMessage());
        } catch (IOException _) {
            return failed("crictl's JSON cannot be read");
        }
    }

    private static Result<Listing> failed(String detail) {
        return new Result.Failed<>(new ListingInvalid(Texts.printable(detail, 300)));
    }

    private void readAll() throws IOException, Unexpected {
        if (json.nextToken() == null) {
            throw new Unexpected("it is empty");
        }
        expect(JsonToken.START_OBJECT, "the whole", "an object");
        boolean seen = false;
        boolean other = false;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            if (json.currentName().equals("images")) {
                seen = true;
                readImages();
            } else {
                other = true;
                skip();
            }
        }
        if (!seen && other) {
            throw new Unexpected("it has no images");
        }
        if (json.nextToken() != null) {
            throw new Unexpected("something follows it");
        }
    }

    private void readImages() throws IOException, Unexpected {
        if (json.nextToken() == JsonToken.VALUE_NULL) {
            return;
        }
        expect(JsonToken.START_ARRAY, "images", "a list");
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(JsonToken.START_OBJECT, place(""), "an object");
            readImage();
        }
    }

    private void count() throws Unexpected {
        if (++names > MAX_NAMES) {
            throw new Unexpected("it has more than " + MAX_NAMES + " images and names");
        }
    }

    private void readImage() throws IOException, Unexpected {
        count();
        lost = false;
        String id = "";
        List<ImageRef> tags = List.of();
        List<ImageRef> digests = List.of();
        OptionalLong size = OptionalLong.empty();
        boolean pinned = false;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            switch (json.currentName()) {
                case "id" -> {
                    json.nextToken();
                    expect(JsonToken.VALUE_STRING, place(".id"), "a text");
                    id = Texts.printable(json.getText(), 200);
                }
                case "repoTags" -> tags = readReferences();
                case "repoDigests" -> digests = readReferences();
                case "size" -> size = readSize();
                case "pinned" -> pinned = readPinned();
                default -> skip();
            }
        }
        if (id.isEmpty()) {
            throw new Unexpected(place("") + " has no id");
        }
        if (lost) {
            invalid.add("image " + id + ", one of its names is not text");
        } else {
            images.add(new HeldImage(id, tags, digests, size, pinned));
            bareIds |= HeldImage.isBare(id);
            shortNames |= tags.stream().anyMatch(tag -> !tag.toString().equals(tag.canonical()));
        }
        read++;
    }

    private List<ImageRef> readReferences() throws IOException, Unexpected {
        if (json.nextToken() != JsonToken.START_ARRAY) {
            lost |= json.currentToken() != JsonToken.VALUE_NULL;
            json.skipChildren();
            return List.of();
        }
        List<ImageRef> references = new ArrayList<>(1);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            count();
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                lost = true;
                json.skipChildren();
                continue;
            }
            addName(json.getText(), references, invalid);
        }
        return references;
    }

    /// @param invalid is given what is no reference
    static void addName(String name, List<ImageRef> references, List<String> invalid) {
        if (!isNone(name)) {
            ImageRef.parse(name).ifPresentOrElse(references::add, () -> invalid.add(Texts.printable(name, 200)));
        }
    }

    /// What old CRI-O and Docker write for an image without a name; a host alone with a digest, to which
    /// CRI-O cuts the name of an image that has lost its tag when its registry has a port; and names that we
    /// gave and are to take away.
    private static boolean isNone(String text) {
        return text.isEmpty()
                || CUT.matcher(text).matches()
                || TemporaryName.is(text)
                || text.startsWith("<none>")
                || text.endsWith(":<none>")
                || text.endsWith("@<none>");
    }

    /// A `uint64`: protojson writes it as a string, older encoders as a number.
    private OptionalLong readSize() throws IOException {
        json.nextToken();
        String text = json.getText();
        json.skipChildren();
        boolean tooLarge = text.length() == 19 && text.compareTo("9223372036854775807") > 0;
        return tooLarge || !SIZE.matcher(text).matches() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }

    /// Older versions of crictl do not say it.
    private boolean readPinned() throws IOException {
        boolean pinned = json.nextToken() == JsonToken.VALUE_TRUE;
        json.skipChildren();
        return pinned;
    }

    private void skip() throws IOException {
        json.nextToken();
        json.skipChildren();
    }

    private void expect(JsonToken wanted, String place, String words) throws Unexpected {
        if (json.currentToken() != wanted) {
            throw new Unexpected(place + " should be " + words);
        }
    }

    private String place(String field) {
        return "images[" + read + "]" + field;
    }

    private static final class Unexpected extends Exception {
        Unexpected(String message) {
            super(message);
        }
    }
}
