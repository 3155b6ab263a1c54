package io.imagesync.archive;

import io.imagesync.archive.ImageArchive.Image;
import io.imagesync.archive.ImageJson.Document;
import io.imagesync.archive.ImageJson.Listed;
import io.imagesync.archive.Parts.Part;
import io.imagesync.files.UnusableFileException;
import io.imagesync.json.StrictJson;
import io.imagesync.model.Descriptor;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Sha256;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads an OCI layout (`image-layout.md` of the OCI image specification), in an archive or in a folder: `index.json`
/// lists what is in it, `blobs/sha256` has it. An index of several platforms may have only some of them.
final class OciLayout {
    static final String INDEX = "index.json";

    /// Of an index in an index; two are seen (images of several platforms in a layout).
    private static final int MAX_DEPTH = 4;

    private final Parts parts;
    private final Map<String, ImageArchive.Blob> blobs;
    private final Map<String, Whole> whole = new HashMap<>();
    private String lacking = "";

    /// @param size negative when it is not whole
    private record Whole(long size, Set<String> ids) {}

    /// @param blobs gets all that images need
    OciLayout(Parts parts, Map<String, ImageArchive.Blob> blobs) {
        this.parts = parts;
        this.blobs = blobs;
    }

    /// What it lists at its top.
    List<Image> images() throws UnusableFileException {
        List<Image> images = new ArrayList<>();
        for (Listed one : document(INDEX).manifests()) {
            Set<String> ids = new HashSet<>();
            long size = size(one.descriptor(), 1, ids);
            if (size < 0) {
                throw parts.broken("an image in it is not complete, it lacks " + lacking);
            }
            images.add(new Image(names(one), one.descriptor(), ids, size));
        }
        return images;
    }

    /// The best name of its tag, and that of its digest.
    private static List<ImageRef> names(Listed one) {
        Set<ImageRef> names = new LinkedHashSet<>();
        for (String key : ImageJson.NAMES) {
            if (names.isEmpty()) {
                name(one, key).ifPresent(names::add);
            }
        }
        name(one, ImageJson.DIGEST_NAME).ifPresent(names::add);
        return List.copyOf(names);
    }

    /// A reference in full, or short; not just a tag, of whatever name, and no other image's digest.
    private static Optional<ImageRef> name(Listed one, String key) {
        return Optional.ofNullable(one.annotations().get(key))
                .filter(text -> text.contains(":") || text.contains("/"))
                .flatMap(ImageRef::parse)
                .map(ImageRef::completed)
                .filter(name -> !name.isDigested()
                        || name.canonical().endsWith("@" + one.descriptor().digest()));
    }

    /// Bytes of an image, of its largest platform that is whole; negative when none is.
    ///
    /// @param ids gets the digests of the configurations
    private long size(Descriptor one, int depth, Set<String> ids) throws UnusableFileException {
        Whole known = whole.get(one.digest());
        if (known == null) {
            Set<String> own = new HashSet<>();
            long size = isThere(one) ? sizeOfContent(one, depth, own) : -1;
            known = new Whole(size, own);
            whole.put(one.digest(), known);
        }
        ids.addAll(known.ids);
        return known.size;
    }

    private long sizeOfContent(Descriptor one, int depth, Set<String> ids) throws UnusableFileException {
        String path = Sha256.path(one.digest());
        if (ImageJson.isManifest(one.mediaType())) {
            return sizeOfManifest(document(path).blobs(), ids);
        }
        long largest = -1;
        if (ImageJson.isIndex(one.mediaType()) && depth < MAX_DEPTH) {
            for (Listed listed : document(path).manifests()) {
                largest = Math.max(largest, size(listed.descriptor(), depth + 1, ids));
            }
        }
        lacking = lacking.isEmpty() ? "a complete manifest" : lacking;
        return largest;
    }

    private long sizeOfManifest(List<Descriptor> blobs, Set<String> ids) throws UnusableFileException {
        long size = blobs.isEmpty() ? -1 : 0;
        for (Descriptor blob : blobs) {
            size = isThere(blob) && size >= 0 ? size + blob.size() : -1;
        }
        if (size >= 0) {
            ids.add(blobs.getFirst().digest());
        }
        return size;
    }

    /// A blob that is there has to be what its descriptor says.
    private boolean isThere(Descriptor one) throws UnusableFileException {
        Optional<Part> part = parts.find(Sha256.path(one.digest()));
        if (part.isEmpty()) {
            lacking = "the blob " + one.digest();
            return false;
        }
        if (!part.get().digest().equals(one.digest())) {
            throw parts.broken("the blob " + one.digest() + " has another digest: "
                    + part.get().digest());
        }
        if (part.get().size() != one.size()) {
            throw parts.broken(
                    "the blob " + one.digest() + " has " + part.get().size() + " bytes and should have " + one.size());
        }
        blobs.putIfAbsent(one.digest(), new ImageArchive.Stored(part.get()));
        return true;
    }

    private Document document(String path) throws UnusableFileException {
        try {
            return ImageJson.document(parts.bytes(path, ImageJson.MAX));
        } catch (StrictJson.Broken e) {
            throw parts.broken(path + ": " + e.getMessage());
        }
    }
}
