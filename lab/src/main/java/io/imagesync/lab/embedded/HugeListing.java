package io.imagesync.lab.embedded;

import io.imagesync.cri.Image;
import io.imagesync.cri.ListImagesResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A valid listing of any length. As JSON it is made while it is written.
final class HugeListing {
    private HugeListing() {}

    /// Writes at least that many bytes, and the line break after them.
    static void write(OutputStream out, long bytes) throws IOException {
        write(out, "{\"images\":[");
        long written = 0;
        for (int i = 0; written < bytes; i++) {
            String image = (i == 0 ? "" : ",") + image(i);
            write(out, image);
            written += image.length();
        }
        write(out, "]}\n");
    }

    /// Writes that many images that have nothing but an id, and the line break after them.
    static void writeMany(OutputStream out, int images) throws IOException {
        write(out, "{\"images\":[");
        for (int i = 0; i < images; i++) {
            write(out, (i == 0 ? "" : ",") + "{\"id\":\"" + i + "\"}");
        }
        write(out, "]}\n");
    }

    /// The same as the message of CRI, when the reply is a listing.
    static Optional<ListImagesResponse> message(Reply reply) {
        return switch (reply) {
            case Reply.Huge(long bytes) -> Optional.of(huge(bytes));
            case Reply.Many(int images) -> Optional.of(many(images));
            case Reply.Ordinary _,
                    Reply.Text _,
                    Reply.Refused _,
                    Reply.Pretended _,
                    Reply.CutAfter _,
                    Reply.DroppedAfter _,
                    Reply.Silence _,
                    Reply.After _ -> Optional.empty();
        };
    }

    private static ListImagesResponse huge(long bytes) {
        ListImagesResponse.Builder all = ListImagesResponse.newBuilder();
        long written = 0;
        for (int i = 0; written < bytes; i++) {
            String id = String.format("%064x", i);
            Image image = Image.newBuilder()
                    .setId("sha256:" + id)
                    .addRepoTags("registry.example.com/huge/app:" + i)
                    .addRepoDigests("registry.example.com/huge/app@sha256:" + id)
                    .setSize(1000)
                    .build();
            all.addImages(image);
            written += image.getSerializedSize();
        }
        return all.build();
    }

    private static ListImagesResponse many(int images) {
        ListImagesResponse.Builder all = ListImagesResponse.newBuilder();
        for (int i = 0; i < images; i++) {
            all.addImages(Image.newBuilder().setId(String.valueOf(i)));
        }
        return all.build();
    }

    private static String image(int number) {
        String id = String.format("%064x", number);
        return "{\"id\":\"sha256:" + id + "\",\"repoTags\":[\"registry.example.com/huge/app:" + number
                + "\"],\"repoDigests\":[\"registry.example.com/huge/app@sha256:" + id
                + "\"],\"size\":\"1000\",\"uid\":null,\"username\":\"\",\"spec\":null,\"pinned\":false}\n";
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
