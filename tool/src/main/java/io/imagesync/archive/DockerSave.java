package io.imagesync.archive;

import io.imagesync.archive.ImageArchive.Image;
import io.imagesync.archive.ImageJson.Saved;
import io.imagesync.archive.Parts.Part;
import io.imagesync.files.UnusableFileException;
import io.imagesync.json.StrictJson;
import io.imagesync.model.Descriptor;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads what `docker save` writes (Docker image specification v1.2, "combined image JSON and filesystem changeset
/// format"): `manifest.json` lists images, each a configuration and layers, mostly uncompressed, and no manifest. That
/// is made here.
final class DockerSave {
    static final String LIST = "manifest.json";

    private final Parts parts;
    private final Map<String, ImageArchive.Blob> blobs;

    /// @param blobs gets all that images need
    DockerSave(Parts parts, Map<String, ImageArchive.Blob> blobs) {
        this.parts = parts;
        this.blobs = blobs;
    }

    List<Image> images() throws UnusableFileException {
        List<Image> images = new ArrayList<>();
        try {
            for (Saved saved : ImageJson.saved(parts.bytes(LIST, ImageJson.MAX))) {
                images.add(image(saved));
            }
        } catch (StrictJson.Broken e) {
            throw parts.broken("a JSON file in it: " + e.getMessage());
        }
        return images;
    }

    private Image image(Saved saved) throws UnusableFileException, StrictJson.Broken {
        List<String> diffIds = ImageJson.diffIds(parts.bytes(saved.config(), ImageJson.MAX));
        if (diffIds.size() != saved.layers().size()) {
            throw parts.broken(Broken.shown(saved.config()) + " names " + diffIds.size() + " layers, " + LIST + " "
                    + saved.layers().size());
        }
        List<Descriptor> layers = new ArrayList<>();
        for (int i = 0; i < diffIds.size(); i++) {
            layers.add(layer(saved.layers().get(i), diffIds.get(i)));
        }
        Descriptor config = stored(part(saved.config()), ImageJson.CONFIG);
        byte[] manifest = ImageWriting.manifest(config, layers);
        Descriptor target = new Descriptor(ImageJson.MANIFEST, Sha256.of(manifest), manifest.length);
        blobs.put(target.digest(), new ImageArchive.Made(manifest));
        List<ImageRef> names = saved.tags().stream()
                .flatMap(tag -> ImageRef.parse(tag).stream())
                .map(ImageRef::completed)
                .distinct()
                .toList();
        long size = config.size() + layers.stream().mapToLong(Descriptor::size).sum();
        return new Image(names, target, Set.of(config.digest()), size);
    }

    /// The file as it is. Some programs put compressed layers there.
    private Descriptor layer(String name, String diffId) throws UnusableFileException {
        Part part = part(name);
        if (part.digest().equals(diffId)) {
            return stored(part, ImageJson.LAYER);
        }
        Sha256 sum = new Sha256();
        Unpacked.Packing packing = unpack(part, sum);
        if (packing == Unpacked.Packing.NONE || !sum.digest().equals(diffId)) {
            throw parts.broken("the layer " + Broken.shown(name) + " does not match its image");
        }
        return stored(part, ImageJson.LAYER + (packing == Unpacked.Packing.GZIP ? "+gzip" : "+zstd"));
    }

    private Unpacked.Packing unpack(Part part, Sha256 sum) throws UnusableFileException {
        try (InputStream in = parts.open(part, 0)) {
            Unpacked layer = new Unpacked(parts.where() + ": " + Broken.shown(part.name()), in);
            if (layer.packing() != Unpacked.Packing.NONE) {
                layer.copy(into(sum), new Unpacked.Bounds(Long.MAX_VALUE));
            }
            return layer.packing();
        } catch (IOException e) {
            throw Broken.unreadable(parts.where(), e);
        }
    }

    private static OutputStream into(Sha256 sum) {
        return new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int count) {
                sum.add(bytes, from, count);
            }
        };
    }

    private Part part(String name) throws UnusableFileException {
        return parts.find(name).orElseThrow(() -> parts.broken("it lacks " + Broken.shown(name)));
    }

    private Descriptor stored(Part part, String mediaType) {
        blobs.putIfAbsent(part.digest(), new ImageArchive.Stored(part));
        return new Descriptor(mediaType, part.digest(), part.size());
    }
}
