package io.imagesync.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.Reply;
import io.imagesync.model.Listing;
import io.imagesync.model.Result;
import io.imagesync.model.RuntimeAccess;
import io.imagesync.node.Node;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class EmbeddedCriNodeTest extends NodeContract {
    @Override
    NodeFixture start() throws IOException {
        return new ByCri();
    }

    @Test
    void findsTheRuntimeBehindWhatALoginShellSays() throws Exception {
        ByCri noisy = new ByCri();
        noisy.node.script().noise("Welcome\nsocket yes /run/none.sock\nendpoint tcp://none\n");
        try (Node node = noisy.connect()) {
            assertThat(node.list(LIMIT))
                    .isInstanceOfSatisfying(
                            Result.Ok.class,
                            listed -> assertThat(listed.value())
                                    .isInstanceOfSatisfying(
                                            Listing.class,
                                            listing ->
                                                    assertThat(listing.disk()).isPresent()));
        } finally {
            noisy.close();
        }
    }

    private static final class ByCri extends EmbeddedFixture {
        ByCri() throws IOException {
            super(RuntimeAccess.CRI);
        }

        /// The shell has no part in a listing but for the disk; nor has crictl.
        @Override
        public void shellSays(String stdout, String stderr) {
            String answer = "image-sync-node 1\ndisk 1000 500 /var/lib/containerd\n";
            node.script().next("disk", new Reply.Text(stdout + answer, stderr, 0));
        }

        @Override
        public boolean tellsProgress() {
            return true;
        }

        @Override
        public void downloaded(Published image, int kilobytes) {
            node.downloaded(image.reference().toString(), kilobytes * 1024L);
        }

        /// Everything else is asked of the runtime itself.
        @Override
        public void close() {
            super.close();
            assertThat(node.verbs()).isSubsetOf("version", "disk");
        }
    }
}
