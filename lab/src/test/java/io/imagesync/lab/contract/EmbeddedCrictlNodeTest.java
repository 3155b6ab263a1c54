package io.imagesync.lab.contract;

import io.imagesync.lab.embedded.Reply;
import io.imagesync.lab.embedded.StoredImage;
import io.imagesync.model.RuntimeAccess;
import java.io.IOException;
import java.util.stream.Collectors;

class EmbeddedCrictlNodeTest extends NodeContract {
    @Override
    NodeFixture start() throws IOException {
        return new ByCrictl();
    }

    private static final class ByCrictl extends EmbeddedFixture {
        ByCrictl() throws IOException {
            super(RuntimeAccess.CRICTL);
        }

        @Override
        public void shellSays(String stdout, String stderr) {
            String images = node.store().images().stream().map(ByCrictl::json).collect(Collectors.joining(","));
            String answer = "image-sync-node 1\nimages\n{\"images\":[" + images + "]}\n\nend 0\n";
            node.script().next("list", new Reply.Text(stdout + answer, stderr, 0));
        }

        private static String json(StoredImage image) {
            return "{\"id\":\"" + image.id() + "\",\"repoTags\":[\""
                    + image.tags().getFirst() + "\"]}";
        }
    }
}
