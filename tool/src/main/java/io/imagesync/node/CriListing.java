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
import io.imagesync.model.TemporaryName;
import io.imagesync.model.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// CRI's `ListImagesResponse`, read as it comes: an image at a time, and no more names than [#MAX_NAMES].
///
/// @param invalid names that are no references, made fit to be shown
/// @param temporary names that a run which was killed has left
record CriListing(List<HeldImage> images, List<String> invalid, List<String> temporary) {
    /// Images, tags and digests of one node together, as in crictl's listing.
    static final int MAX_NAMES = ListingJson.MAX_NAMES;

    private static final int IMAGES =
            ListImagesResponse.IMAGES_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

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
        CriListing listing = new CriListing(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        int names = 0;
        try {
            CodedInputStream in = CodedInputStream.newInstance(stream);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag == IMAGES) {
                    names += listing.readImage(in, MAX_NAMES - names);
                } else {
                    in.skipField(tag);
                }
            }
        } catch (IOException _) {
            throw broken("");
        }
        return listing;
    }

    /// @param most names that it may have
    /// @return how many it has
    private int readImage(CodedInputStream in, int most) throws IOException {
        int limit = in.pushLimit(in.readRawVarint32());
        Image image = Image.parseFrom(in, ExtensionRegistryLite.getEmptyRegistry());
        in.popLimit(limit);
        int names = 1 + image.getRepoTagsCount() + image.getRepoDigestsCount();
        if (names > most) {
            throw Status.RESOURCE_EXHAUSTED
                    .withDescription("it has more than " + MAX_NAMES + " images and names")
                    .asRuntimeException();
        }
        if (image.getId().isEmpty()) {
            throw broken(": images[" + images.size() + "] has no id");
        }
        images.add(held(image, invalid));
        keepTemporary(image.getRepoTagsList());
        keepTemporary(image.getRepoDigestsList());
        return names;
    }

    private void keepTemporary(List<String> names) {
        for (String name : names) {
            if (TemporaryName.is(name)) {
                temporary.add(name);
            }
        }
    }

    /// @param why in our words; those of the library say nothing to anybody
    private static StatusRuntimeException broken(String why) {
        return Status.INTERNAL
                .withDescription("the list of images is broken" + why)
                .asRuntimeException();
    }

    /// @param invalid gets the names that are no references
    static HeldImage held(Image image, List<String> invalid) {
        return new HeldImage(
                Texts.printable(image.getId(), 200),
                references(image.getRepoTagsList(), invalid),
                references(image.getRepoDigestsList(), invalid),
                image.getSize() > 0 ? OptionalLong.of(image.getSize()) : OptionalLong.empty(),
                image.getPinned());
    }

    private static List<ImageRef> references(List<String> names, List<String> invalid) {
        List<ImageRef> references = new ArrayList<>(names.size());
        names.forEach(name -> ListingJson.addName(name, references, invalid));
        return references;
    }
}
