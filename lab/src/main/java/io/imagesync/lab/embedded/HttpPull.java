package io.imagesync.lab.embedded;

import com.google.protobuf.ByteString;
import io.imagesync.model.Descriptor;
import io.imagesync.model.ImageRef;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A pull as containerd does it, from a registry on the node's own loopback: the manifest, the one for this machine if
/// that is an index, the configuration, and three layers at once of those that the node lacks. What a connection broke
/// off goes on where it was.
final class HttpPull {
    private static final int AT_ONCE = 3;
    /// In a row without a byte, as containerd has it.
    private static final int TRIES = 4;
    private static final int CHUNK = 256 << 10;
    private static final int MAX_MANIFEST = 4 << 20;

    private final ImageRef reference;
    private final HttpRegistry registry;
    private final BlobStore blobs;
    private final String machine;

    HttpPull(ImageRef reference, HttpRegistry registry, BlobStore blobs, String machine) {
        this.reference = reference;
        this.registry = registry;
        this.blobs = blobs;
        this.machine = machine;
    }

    /// What was pulled.
    record Image(Descriptor root, Layout layout) {}

    /// Why nothing was, as containerd ends the call.
    static final class Refusal extends Exception {
        private final String code;

        /// @param code gRPC's name for it, as Go spells it
        Refusal(String code, String text) {
            super(text);
            this.code = code;
        }

        Fault fault() {
            return new Fault.Says(1, "rpc error: code = " + code + " desc = " + getMessage());
        }
    }

    Image run() throws Refusal, InterruptedException {
        Descriptor root = registry.resolve(reference);
        Content top = fetch("manifests", root);
        Descriptor manifest = Layout.manifest(top, machine).orElse(root);
        if (!manifest.equals(root)) {
            fetch("manifests", manifest);
        }
        Layout layout = Layout.of(root, machine, digest -> blobs.find(digest).map(BlobStore.Blob::content))
                .orElseThrow(() -> noPlatform(root));
        List<Descriptor> rest = new ArrayList<>(layout.layers());
        rest.addFirst(layout.config());
        fetchAll(rest);
        // Only now its configuration is there, and says what machine it is for.
        return new Image(root, blobs.layout(root).orElseThrow(() -> noPlatform(root)));
    }

    private Refusal noPlatform(Descriptor root) {
        return new Refusal("NotFound", head() + "no match for platform in manifest " + root.digest() + ": not found");
    }

    private String head() {
        return "failed to pull and unpack image \"" + reference.canonical() + "\": ";
    }

    private void fetchAll(List<Descriptor> all) throws Refusal, InterruptedException {
        try (ExecutorService threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            List<Callable<Content>> tasks = all.stream()
                    .distinct()
                    .<Callable<Content>>map(blob -> () -> fetch("blobs", blob))
                    .toList();
            for (Future<Content> fetched : tasks.stream().map(threads::submit).toList()) {
                await(fetched, threads);
            }
        }
    }

    private static void await(Future<Content> fetched, ExecutorService threads) throws Refusal, InterruptedException {
        try {
            fetched.get();
        } catch (ExecutionException e) {
            threads.shutdownNow();
            switch (e.getCause()) {
                case Refusal refusal -> throw refusal;
                case InterruptedException interrupted -> throw interrupted;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            throw e;
        }
    }

    /// Nothing is fetched that is there.
    ///
    /// @param kind `manifests` or `blobs`, as the path has it
    private Content fetch(String kind, Descriptor blob) throws Refusal, InterruptedException {
        if (kind.equals("manifests") && blob.size() > MAX_MANIFEST) {
            throw new Refusal("Unknown", head() + "rejecting " + blob.size() + " byte manifest");
        }
        Optional<Receiving> begun = blobs.receive(kind.equals("manifests") ? "manifest" : "layer", blob);
        if (begun.isEmpty()) {
            return blobs.find(blob.digest()).map(BlobStore.Blob::content).orElseThrow();
        }
        Optional<Content> whole = Optional.empty();
        try {
            receive(kind, begun.get());
            whole = Optional.of(committed(begun.get()));
            return whole.get();
        } finally {
            List<String> names = kind.equals("manifests") ? List.of(reference.canonical()) : List.of();
            blobs.received(begun.get(), whole, names);
        }
    }

    private void receive(String kind, Receiving receiving) throws Refusal, InterruptedException {
        Descriptor blob = receiving.blob();
        int tries = TRIES;
        do {
            long before = receiving.offset();
            String broken = receiveSome(kind, receiving);
            tries = receiving.offset() > before ? TRIES : tries - 1;
            if (tries == 0 && receiving.offset() < blob.size()) {
                throw new Refusal("Unknown", head() + "failed to copy: " + broken);
            }
        } while (receiving.offset() < blob.size());
    }

    /// @return why it ended
    private String receiveSome(String kind, Receiving receiving) throws Refusal, InterruptedException {
        Descriptor blob = receiving.blob();
        String path = kind + "/" + blob.digest();
        HttpResponse<InputStream> answer;
        try {
            answer = registry.get(reference, path, receiving.offset());
        } catch (IOException e) {
            return "httpReadSeeker: failed open: failed to do request: Get \"" + registry.url(reference, path) + "\": "
                    + HttpRegistry.words(e, reference);
        }
        try (InputStream in = answer.body()) {
            refuseBlob(answer, path);
            in.skipNBytes(answer.statusCode() == 206 ? 0 : receiving.offset());
            for (byte[] chunk = in.readNBytes(CHUNK); chunk.length > 0; chunk = in.readNBytes(CHUNK)) {
                receiving.write(ByteString.copyFrom(chunk));
            }
        } catch (IOException e) {
            Thread.sleep(0); // an interrupt ends a read with an IOException
        }
        return "unexpected EOF";
    }

    private void refuseBlob(HttpResponse<?> answer, String path) throws Refusal {
        String url = registry.url(reference, path);
        if (answer.statusCode() == 404) {
            throw new Refusal(
                    "NotFound",
                    head() + "failed to copy: httpReadSeeker: failed open: content at " + url
                            + " not found: not found");
        } else if (answer.statusCode() != 200 && answer.statusCode() != 206) {
            throw new Refusal(
                    "Unknown",
                    head() + "failed to copy: httpReadSeeker: failed open: unexpected status code " + url + ": "
                            + HttpRegistry.status(answer.statusCode()));
        }
    }

    private Content committed(Receiving receiving) throws Refusal {
        Descriptor blob = receiving.blob();
        String failed = head() + "failed commit on ref \"" + receiving.ref() + "\": ";
        if (receiving.offset() != blob.size()) {
            throw new Refusal(
                    "FailedPrecondition",
                    failed + "\"" + receiving.ref() + "\" failed size validation: " + receiving.offset() + " != "
                            + blob.size() + ": failed precondition");
        }
        String digest = receiving.digest();
        if (!digest.equals(blob.digest())) {
            throw new Refusal(
                    "FailedPrecondition",
                    failed + "unexpected commit digest " + digest + ", expected " + blob.digest()
                            + ": failed precondition");
        }
        return receiving.content();
    }
}
