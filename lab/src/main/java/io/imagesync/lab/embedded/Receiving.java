package io.imagesync.lab.embedded;

import com.google.protobuf.ByteString;
import io.imagesync.model.Descriptor;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicLong;

/// A blob that is being written into a content store: how far it is, and what has come. What is made up is not kept but
/// compared, so that it takes no memory. Written by one thread; any may ask how far it is.
final class Receiving {
    private final String ref;
    private final Descriptor blob;
    private final MessageDigest sha256 = Content.sha256();
    private ByteString kept = ByteString.EMPTY;
    private boolean madeUp = true;
    private final AtomicLong offset = new AtomicLong();

    /// @param kind as containerd calls it: `layer`, `manifest`
    Receiving(String kind, Descriptor blob) {
        this.ref = kind + "-" + blob.digest();
        this.blob = blob;
    }

    String ref() {
        return ref;
    }

    Descriptor blob() {
        return blob;
    }

    long offset() {
        return offset.get();
    }

    Ingest soFar() {
        return new Ingest(ref, offset.get(), blob.size());
    }

    void write(ByteString bytes) {
        if (madeUp && Content.isMadeUp(blob, offset.get(), bytes)) {
            offset.addAndGet(bytes.size());
            return;
        }
        if (madeUp) {
            madeUp = false;
            replay();
        }
        sha256.update(bytes.asReadOnlyByteBuffer());
        kept = kept.concat(bytes);
        offset.addAndGet(bytes.size());
    }

    /// What came so far was as if it were made up, and is not.
    private void replay() {
        if (offset.get() > 0) {
            kept = Content.madeUp(blob).part(0, Math.toIntExact(offset.get()));
            sha256.update(kept.asReadOnlyByteBuffer());
        }
    }

    /// The digest of what came: its own if it is whole and made up.
    String digest() {
        return madeUp && offset.get() == blob.size() && blob.size() > 0 ? blob.digest() : Content.text(sha256);
    }

    /// What came.
    Content content() {
        return madeUp && blob.size() > 0 ? Content.madeUp(blob) : Content.of(kept);
    }
}
