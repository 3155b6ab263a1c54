package io.imagesync.lab.faults;

import io.imagesync.cli.Main;
import io.imagesync.config.Key;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Path;

/// The program with configuration limits that are too short for anybody but a test. It is started as the shipped one
/// is, by the shipped launcher, with this class in front of [Main].
public final class ShortLimits {
    private static final Path CLASSES = Path.of("target/test-classes").toAbsolutePath();

    private ShortLimits() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        Field least = Key.class.getDeclaredField("least");
        least.setAccessible(true);
        least.setInt(Key.TIME_OUT, 1);
        Main.main(args);
    }

    /// Makes a launcher for it.
    ///
    /// @param folder where it is made
    public static Path launcher(Path folder) throws IOException {
        return Launcher.changed(
                folder,
                shipped -> shipped.replace(Main.class.getName(), ShortLimits.class.getName())
                        .replace("-cp \"$class_path\"", "-cp \"$class_path:" + CLASSES + "\""));
    }
}
