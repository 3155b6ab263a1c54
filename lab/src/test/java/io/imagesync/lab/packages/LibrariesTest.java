package io.imagesync.lab.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.imagesync.lab.BesideOthers;
import io.imagesync.lab.embedded.e2e.Ended;
import io.imagesync.lab.embedded.e2e.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The build asks Libraries.java whether a package runs with the C library that it asks for.
@BesideOthers
class LibrariesTest {
    private static final Path READER =
            Path.of("../tool/src/packaging/Libraries.java").toAbsolutePath();

    @TempDir
    private Path folder;

    private Ended read(Path of, String limit) throws Exception {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                READER.toString(),
                of.toString(),
                limit);
        try (Program program = Program.start(folder, Map.of(), command)) {
            return program.end();
        }
    }

    @Test
    void aNewerVersionThanTheLimitFails() throws Exception {
        Path below = Files.createDirectory(folder.resolve("lib"));
        Files.write(below.resolve("libsome.so"), Elf.needing("libc.so.6", "GLIBC_2.34"));
        Ended ended = read(below, "GLIBC_2.28");
        assertThat(ended.stdout()).isEqualTo("libc.so.6 GLIBC_2.34\n");
        assertThat(ended.stderr()).isEqualTo("needed, and newer than GLIBC_2.28: GLIBC_2.34\n");
        assertThat(ended.exitCode()).isEqualTo(1);
    }

    @Test
    void anOlderOneAndOneOfAnotherKindDoNot() throws Exception {
        Path below = Files.createDirectory(folder.resolve("lib"));
        Files.write(below.resolve("libsome.so"), Elf.needing("libc.so.6", "GLIBC_2.4"));
        Files.write(below.resolve("libother.so"), Elf.needing("libstdc++.so.6", "GLIBCXX_3.4.29"));
        Ended ended = read(below, "GLIBC_2.28");
        assertThat(ended.stdout()).isEqualTo("libc.so.6 GLIBC_2.4\nlibstdc++.so.6 GLIBCXX_3.4.29\n");
        assertThat(ended.stderr()).isEmpty();
        assertThat(ended.exitCode()).isZero();
    }

    @Test
    void theDistributionRunsOnRhel8() throws Exception {
        assumeThat(System.getProperty("java.vendor"))
                .as("the JDK of a Linux distribution needs the C library of that one")
                .doesNotContainPattern("Debian|Ubuntu|Red Hat|SUSE");
        Ended ended = read(distribution(), "GLIBC_2.28");
        assertThat(ended.stderr()).isEmpty();
        assertThat(ended.stdout()).contains("libc.so.6 GLIBC_2.");
    }

    @Test
    void noJarHasALibraryInIt() throws Exception {
        try (Stream<Path> jars = Files.list(distribution().resolve("lib"))) {
            List<Path> found =
                    jars.filter(file -> file.toString().endsWith(".jar")).toList();
            assertThat(found)
                    .isNotEmpty()
                    .allSatisfy(jar -> assertThat(entries(jar)).noneMatch(name -> name.endsWith(".so")));
        }
    }

    private static List<String> entries(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream().map(ZipEntry::getName).map(String::valueOf).toList();
        }
    }

    private static Path distribution() {
        return Path.of(Program.built()).resolve("../..").normalize();
    }
}
