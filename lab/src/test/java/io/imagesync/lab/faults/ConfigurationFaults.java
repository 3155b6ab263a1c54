package io.imagesync.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What can be wrong with the configuration.
final class ConfigurationFaults {
    private ConfigurationFaults() {}

    static final List<Row<EmbeddedStage>> FILES = List.of(
            configured("The configuration is missing", Files::delete)
                    .complains("Configuration file not found: .../site.conf", "")
                    .advice("create it, or name another one with --config")
                    .refusesToRun(),
            configured("The configuration is a folder", file -> {
                        Files.delete(file);
                        Files.createDirectory(file);
                    })
                    .complains(".../site.conf: is not a regular file", "name a text file")
                    .refusesToRun(),
            configured("The configuration names no nodes", file -> Files.writeString(file, "PREFIX1=x\nLOG_DIR=/l\n"))
                    .complains(
                            "Missing required configuration variables: NODE1 NODE2; set them in .../site.conf",
                            "nodes can also be in NODES, in any number")
                    .refusesToRun(),
            configured(
                            "EXCLUDE_NODES leaves out all nodes",
                            file -> Files.writeString(
                                    file, "NODES='a b'\nPREFIX1=x\nLOG_DIR=/l\nEXCLUDE_NODES='a b'\n"))
                    .complains(
                            ".../site.conf:4: EXCLUDE_NODES: leaves out every node",
                            "remove the nodes that are not in repair")
                    .refusesToRun(),
            configured(
                            "METRICS_FILE is the configuration",
                            file -> Files.writeString(
                                    file, "NODES='a b'\nPREFIX1=x\nLOG_DIR=/l\nMETRICS_FILE=" + file + "\n"))
                    .complains(
                            ".../site.conf:4: METRICS_FILE: ... is the configuration, which would be overwritten",
                            "name another file")
                    .refusesToRun(),
            configured("The configuration is 50 MB long", file -> {
                        try (RandomAccessFile big = new RandomAccessFile(file.toFile(), "rw")) {
                            big.setLength(50 << 20);
                        }
                    })
                    .complains(".../site.conf: is larger than 1 MiB", "name a configuration file")
                    .refusesToRun(),
            configured(
                            "The configuration is not text",
                            file -> Files.write(file, new byte[] {0, 1, 2, (byte) 0xff, 10}))
                    .complains(".../site.conf:1: has a NUL byte", "save the file as UTF-8 text")
                    .refusesToRun(),
            configured(
                            "The configuration has hostile names",
                            file -> Files.writeString(
                                    file,
                                    "NODE1='a;touch x'\nNODE2='-oProxyCommand=touch x'\nPREFIX1='$(touch x)\u001b[2J'\n"
                                            + "LOG_DIR='/tmp/$(touch x)/../\u0007'\nEXCLUDE='" + "*".repeat(1_000_000)
                                            + "'\n"))
                    .complains(".../site.conf:1: NODE1: ... is not a node name", "write [user@]NAME")
                    .complains(".../site.conf:2: NODE2: ", "")
                    .complains(".../site.conf:4: LOG_DIR: ... has control characters", "write the path on one line")
                    .refusesToRun()
                    .andThen(stage -> assertThat(stage.folder().resolve("x")).doesNotExist()),
            configured(
                            "The configuration has a command",
                            file -> Files.writeString(file, "LOG_DIR=$(touch " + file + ".executed)\n"))
                    .complains(
                            ".../site.conf:1: LOG_DIR: nothing in this file is executed",
                            "write the value itself instead of the command")
                    .refusesToRun()
                    .andThen(stage -> assertThat(stage.folder().resolve("site.conf.executed"))
                            .doesNotExist()));

    private interface Damage {
        void to(Path file) throws IOException;
    }

    private static Row<EmbeddedStage> configured(String fault, Damage damage) {
        return Row.<EmbeddedStage>of(fault, stage -> {
            Path file = stage.site().configuration();
            stage.site().damagedBy(() -> damage.to(file));
            stage.afterwards(() -> {
                Files.deleteIfExists(file);
                stage.site().damagedBy(() -> {});
            });
        });
    }
}
