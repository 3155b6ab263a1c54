package io.imagesync.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.imagesync.files.UnusableFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of the configuration of the user and of the system.
class ClientFileTest {
    @TempDir
    Path folder;

    private final AtomicInteger copies = new AtomicInteger();

    private Path file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private String systems(Path... files) throws IOException {
        return ClientFile.systems(List.of(files), () -> folder.resolve("copy" + copies.incrementAndGet()));
    }

    /// What `ssh` takes for the user when it reads that with `-F`.
    private String userBy(String config) throws IOException {
        return Tool.output("ssh", "-F", file("given", config).toString(), "-G", "a")
                .lines()
                .filter(line -> line.startsWith("user "))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anIncludedFileThatIncludesIsReadAsOpenSshReadsIt() throws Exception {
        Path system = file("etc/ssh_config", "Include ssh_config.d/*.conf\nHost *\n  User last\n");
        file("etc/ssh_config.d/10-site.conf", "Host b\n  User other\nHost *\n  Include \"site.d/one\"  # comment\n");
        file("etc/ssh_config.d/.hidden.conf", "User hidden\n");
        file("etc/site.d/one", "Include deeper\n");
        file("etc/deeper", "User right\n");

        assertThat(userBy(systems(system))).isEqualTo("user right");
        assertThat(copies).hasValue(2);
    }

    @Test
    void theBlockOfAnIncludeEndsWithIt() throws Exception {
        Path system = file("etc/ssh_config", "Host b\n  Include more\n  User other\nHost *\n  User right\n");
        file("etc/more", "Include none\nHost *\n");

        assertThat(userBy(systems(system))).isEqualTo("user right");
    }

    @Test
    void whatIsWholeIsNotCopied() throws Exception {
        Path one = file("etc/one", "User right\n");
        Path system = file("etc/ssh_config", "Include \"" + one + "\" /nowhere/*.conf ~/none [x\n");

        assertThat(systems(system)).contains("Include \"" + one + "\" /nowhere/*.conf ~/none \"" + folder);
        assertThat(copies).hasValue(0);
    }

    @Test
    void aCircleOfIncludesEnds() throws Exception {
        Path system = file("etc/ssh_config", "Include one one\n");
        file("etc/one", "Include one two\n");
        file("etc/two", "Include one two\n");

        assertThat(systems(system)).startsWith("Include \"" + folder);
        assertThat(copies).hasValueLessThanOrEqualTo(2);
    }

    @Test
    void theFirstOfTheSystemsFilesCounts() throws Exception {
        Path system = file("etc/ssh_config", "User right\n");

        assertThat(systems(folder.resolve("none"), folder.resolve("etc/ssh_config/below"), system))
                .isEqualTo("Include \"" + system + "\"\n");
    }

    @Test
    void aFileOfWhichNobodyCanTellWhetherItIsThereIsAnError() throws Exception {
        Path circle = folder.resolve("circle");
        Files.createSymbolicLink(circle, circle);

        assertThatExceptionOfType(UnusableFileException.class)
                .isThrownBy(() -> ClientFile.users(circle.resolve("config")))
                .withMessageContaining("cannot read " + circle.resolve("config"));
        assertThatExceptionOfType(UnusableFileException.class).isThrownBy(() -> systems(circle.resolve("config")));
        assertThat(ClientFile.users(folder.resolve("none"))).isEmpty();
    }
}
