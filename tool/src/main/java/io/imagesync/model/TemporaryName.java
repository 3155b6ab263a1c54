package io.imagesync.model;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;

/// The name by which a node pulls an image from this host: `127.0.0.1:PORT/image-sync-TOKEN/REPOSITORY:TAG`. The image
/// has it only until it has its own ones; it is never wanted, nor shown. One that is there when a run starts is left
/// over from a run that was killed.
public final class TemporaryName {
    /// Hexadecimal digits of a token.
    public static final int TOKEN = 16;

    private static final String HOST = "127.0.0.1:";
    private static final Pattern TOKENS = Pattern.compile("[0-9a-f]{" + TOKEN + "}");
    /// With host and token it stays within the 255 characters that containerd allows.
    private static final int MAX_REPOSITORY = 200;

    private TemporaryName() {}

    /// @param port of the node's loopback that leads here
    /// @param token of the run
    /// @param image that it stands for; a repository of an unusual length is written as its hash
    public static ImageRef of(int port, String token, ImageRef image) {
        if (!TOKENS.matcher(token).matches()) {
            throw new IllegalArgumentException("a token has " + TOKEN + " hexadecimal digits");
        }
        String repository = image.repository();
        String version = image.canonical().substring(image.name().length());
        String written = repository.length() <= MAX_REPOSITORY
                ? repository
                : UUID.nameUUIDFromBytes(repository.getBytes(StandardCharsets.UTF_8))
                        .toString();
        return ImageRef.of(HOST + port + "/image-sync-" + token + "/" + written + version);
    }

    /// Whether a name is one, of whatever run, with a tag or a digest.
    public static boolean is(String name) {
        return name.startsWith(HOST) && name.matches("127\\.0\\.0\\.1:\\d{1,5}/image-sync-[0-9a-f]{" + TOKEN + "}/.*");
    }
}
