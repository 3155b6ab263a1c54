package io.imagesync.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.Reply;
import io.imagesync.node.RuntimeSettings.Access;
import java.io.IOException;

class EmbeddedCriNodeTest extends NodeContract {
    @Override
    NodeFixture start() throws IOException {
        return new ByCri();
    }

    private static final class ByCri extends EmbeddedFixture {
        ByCri() throws IOException {
            super(Access.CRI);
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
            assertThat(node.verbs()).isSubsetOf("version", "disk");
            super.close();
        }
    }
}
