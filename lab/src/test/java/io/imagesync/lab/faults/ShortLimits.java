package io.imagesync.lab.faults;

import io.imagesync.cli.Main;
import io.imagesync.config.Key;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// The program with configuration limits that are too short for anybody but a test. It is started as the shipped one
/// is, by the shipped launcher, with this class in front of [Main].
final class ShortLimits {
    private static final Path CLASSES = Path.of("target/test-classes").toAbsolutePath();

    private ShortLimits() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        Field least = Key.class.getDeclaredField("least");
        least.setAccessible(true);
        least.setLong(Key.TIME_OUT, 1);
        Main.main(args);
    }

    /// Makes a launcher for it.
    ///
    /// @param folder where it is made
    /// @param distribution that is launched
    static Path launcher(Path folder, Path distribution) throws IOException {
        Path home = Files.createDirectories(folder.resolve("short"));
        Path bin = Files.createDirectories(home.resolve("bin"));
        for (String part : List.of("lib", "runtime")) {
            if (!Files.exists(home.resolve(part))) {
                Files.createSymbolicLink(home.resolve(part), distribution.resolve(part));
            }
        }
        String shipped = Files.readString(distribution.resolve("bin/image-sync"));
        String changed = shipped.replace(Main.class.getName(), ShortLimits.class.getName())
                .replace("-cp \"$class_path\"", "-cp \"$class_path:" + CLASSES + "\"");
        if (changed.indexOf(CLASSES.toString()) < 0 || changed.indexOf(ShortLimits.class.getName()) < 0) {
            throw new IllegalStateException("the launcher is not as it was: " + shipped);
        }
        Path launcher = Files.writeString(bin.resolve("image-sync"), changed);
        return Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    }
}
