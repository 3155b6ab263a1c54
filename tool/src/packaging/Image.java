import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Configures the image whose layers `layers.tar` has, in Docker's format, and writes it as an OCI archive.
///
/// `java -cp JIB Image.java FOLDER VERSION ARCHITECTURE TIME USER ARCHIVE`; FOLDER has `layers.tar`, TIME is in seconds.
final class Image {
    private static final String LABEL = "org.opencontainers.image.";

    private Image() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        String version = arguments[1];
        TarImage archive = TarImage.at(Path.of(arguments[5])).named("localhost/image-sync:" + version);
        Jib.from(TarImage.at(folder.resolve("layers.tar")))
                .setFormat(ImageFormat.OCI)
                .setPlatforms(Set.of(new Platform(arguments[2], "linux")))
                .setCreationTime(Instant.ofEpochSecond(Long.parseLong(arguments[3])))
                .setUser(arguments[4] + ":" + arguments[4])
                .setEntrypoint("/usr/bin/image-sync")
                .setEnvironment(Map.of("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"))
                // Sorted, since the order of Map.of is another one each time.
                .setLabels(new TreeMap<>(Map.of(
                        LABEL + "title", "image-sync",
                        LABEL + "description", "Keep container images in step across Kubernetes nodes",
                        LABEL + "licenses", "Apache-2.0",
                        LABEL + "version", version)))
                .containerize(Containerizer.to(archive)
                        .setBaseImageLayersCache(folder.resolve("cache"))
                        .setApplicationLayersCache(folder.resolve("cache"))
                        .setOfflineMode(true)
                        .setToolName("image-sync"));
    }
}
