package io.imagesync.node;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.WireFormat;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.imagesync.cri.Image;
import io.imagesync.cri.ListImagesResponse;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// CRI's `ListImagesResponse`, read as it comes: an image at a time, and no more names than [#MAX_NAMES].
///
/// @param invalid names that are no references, made fit to be shown
record CriListing(List<HeldImage> images, List<String> invalid) {
    /// Images, tags and digests of one node together, as in crictl's listing.
    static final int MAX_NAMES = ListingJson.MAX_NAMES;

    static final Marshaller<CriListing> MARSHALLER = new Marshaller<>() {
        @Override
        public InputStream stream(CriListing value) {
            throw new UnsupportedOperationException("nobody sends listings from here");
        }

        @Override
        public CriListing parse(InputStream stream) {
            return read(stream);
        }
    };

    private static CriListing read(InputStream stream) {
        try {
            return new Reader(CodedInputStream.newInstance(stream)).read();
        } catch (IOException _) {
            throw broken("");
        }
    }

    /// @param why in our words; those of the library say nothing to anybody
    private static StatusRuntimeException broken(String why) {
        return Status.INTERNAL
                .withDescription("the list of images is broken" + why)
                .asRuntimeException();
    }

    private static final class Reader {
        private static final int IMAGES =
                ListImagesResponse.IMAGES_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

        private final CodedInputStream in;
        private final List<HeldImage> images = new ArrayList<>();
        private final List<String> invalid = new ArrayList<>();
        private int names;

        Reader(CodedInputStream in) {
            this.in = in;
        }

        CriListing read() throws IOException {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag == IMAGES) {
                    readImage();
                } else {
                    in.skipField(tag);
                }
            }
            return new CriListing(images, invalid);
        }

        private void readImage() throws IOException {
            int limit = in.pushLimit(in.readRawVarint32());
            Image image = Image.parseFrom(in, ExtensionRegistryLite.getEmptyRegistry());
            in.popLimit(limit);
            names += 1 + image.getRepoTagsCount() + image.getRepoDigestsCount();
            if (names > MAX_NAMES) {
                throw Status.RESOURCE_EXHAUSTED
                        .withDescription("it has more than " + MAX_NAMES + " images and names")
                        .asRuntimeException();
            }
            if (image.getId().isEmpty()) {
                throw broken(": images[" + images.size() + "] has no id");
            }
            images.add(held(image, invalid));
        }
    }

    /// @param invalid gets the names that are no references
    static HeldImage held(Image image, List<String> invalid) {
        return new HeldImage(
                Texts.shown(image.getId(), 200),
                references(image.getRepoTagsList(), invalid),
                references(image.getRepoDigestsList(), invalid),
                image.getSize() > 0 ? OptionalLong.of(image.getSize()) : OptionalLong.empty());
    }

    private static List<ImageRef> references(List<String> names, List<String> invalid) {
        List<ImageRef> references = new ArrayList<>(names.size());
        for (String name : names) {
            if (!ListingJson.isNone(name)) {
                ImageRef.parse(name).ifPresentOrElse(references::add, () -> invalid.add(Texts.shown(name, 200)));
            }
        }
        return references;
    }
}
