package io.imagesync.lab.faults;

import io.imagesync.lab.e2e.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.UnaryOperator;

/// Launchers that differ from the shipped one in something that a test wants.
public final class Launcher {
    private Launcher() {}

    /// @param folder where it is made
    /// @param change of the shipped script
    public static Path changed(Path folder, UnaryOperator<String> change) throws IOException {
        Path home = Files.createDirectories(folder.resolve("changed"));
        Path bin = Files.createDirectories(home.resolve("bin"));
        for (String part : List.of("lib", "runtime")) {
            if (!Files.exists(home.resolve(part))) {
                Files.createSymbolicLink(home.resolve(part), Program.DISTRIBUTION.resolve(part));
            }
        }
        String shipped = Files.readString(Program.DISTRIBUTION.resolve("bin/image-sync"));
        String changed = change.apply(shipped);
        if (changed.equals(shipped)) {
            throw new IllegalStateException("the launcher is not as it was: " + shipped);
        }
        Path launcher = Files.writeString(bin.resolve("image-sync"), changed);
        return Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    }

    /// With a heap of at most that size, such as `64m`, and none of the sizes to begin with.
    static Path withHeap(Path folder, String size) throws IOException {
        return changed(folder, shipped -> shipped.replace("-Xmx512m -Xms24m -Xmn12m", "-Xmx" + size));
    }
}
