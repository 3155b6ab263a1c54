package io.imagesync.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A folder with a crictl of our own first in the PATH, in which the helper is run for real. Its processes carry a
/// mark in their environment, so that what outlives a run can be found, and ended.
final class HelperLab implements AutoCloseable {
    private static final String MARK = "IMAGE_SYNC_TEST_MARK";

    /// It writes down its arguments and credential. A pull takes as long as the file `hang` is there, in a child.
    private static final String CRICTL = """
            #!/bin/sh
            lab=LAB
            echo "$*" >> "$lab/calls"
            case "$*" in
            *imagefsinfo*) cat "$lab/imagefsinfo";;
            *inspecti*|*ps\\ -a*|*info*) cat "$lab/json"; exit "$(cat "$lab/code")";;
            *rmi*) echo "Deleted: it"; exit "$(cat "$lab/code")";;
            *images*)
              if [ -e "$lab/hang-listing" ]; then sleep 600 & touch "$lab/listing"; wait; fi;
              cat "$lab/images"; exit "$(cat "$lab/code")";;
            *pull*)
              printf "%s" "${CRICTL_AUTH-none}" > "$lab/auth";
              printf "%s" "${SUDO_UID-none}" > "$lab/sudo-uid";
              if [ -e "$lab/hang" ]; then sleep 600 & touch "$lab/pulling"; wait; fi;
              cat "$lab/words" >&2; exit "$(cat "$lab/code")";;
            esac
            """;

    final Path folder;
    private final String mark = UUID.randomUUID().toString();
    private final List<HelperRun> runs = new ArrayList<>();

    HelperLab(Path folder) {
        this.folder = folder;
        install("bin/crictl", CRICTL.replace("LAB", folder.toString()));
        write("images", "{\"images\":[]}");
        write("imagefsinfo", "{}");
        write("json", "{\"some\": \"json\"}");
        write("words", "");
        write("code", "0");
    }

    /// The helper as a file, with the two settings that an administrator may make in it.
    Path installedHelper() {
        String text = Helper.read()
                .replace("\ncrictl=crictl;\n", "\ncrictl=" + folder + "/bin/crictl;\n")
                .replace("\nendpoint=-;\n", "\nendpoint=/run/of-the-file.sock;\n");
        return install("image-sync-node", text);
    }

    private Path install(String name, String text) {
        Path file = write(name, text);
        try {
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path write(String name, String text) {
        try {
            Files.createDirectories(folder.resolve(name).getParent());
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String read(String name) {
        try {
            return Files.exists(folder.resolve(name)) ? Files.readString(folder.resolve(name)) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean has(String name) {
        return Files.exists(folder.resolve(name));
    }

    /// The helper as it is sent: one line, with these words behind it.
    HelperRun sent(String... words) {
        List<String> argv = new ArrayList<>(List.of("sh", "-c", Helper.oneLine(Helper.read()), "image-sync-node"));
        argv.addAll(List.of(words));
        return start(argv, Map.of());
    }

    /// @param environment besides PATH, the mark, and an endpoint so that none is looked for
    HelperRun start(List<String> argv, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(argv).directory(folder.toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH",
                        folder + "/bin:/usr/local/bin:/usr/bin:/bin",
                        "HOME",
                        folder.toString(),
                        "CONTAINER_RUNTIME_ENDPOINT",
                        "unix:///run/of-the-environment.sock",
                        MARK,
                        mark));
        builder.environment().putAll(environment);
        HelperRun run = new HelperRun(builder, folder.resolve("run-" + runs.size()));
        runs.add(run);
        return run;
    }

    /// The processes of all runs that are still there.
    List<ProcessHandle> processes() {
        return ProcessHandle.allProcesses()
                .filter(p -> proc(p, "environ").contains(MARK + "=" + mark))
                .toList();
    }

    List<String> commandLines() {
        return processes().stream().map(p -> proc(p, "cmdline")).toList();
    }

    private static String proc(ProcessHandle process, String file) {
        try (InputStream in = Files.newInputStream(Path.of("/proc/" + process.pid(), file))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException goneOrNotOurs) {
            return "";
        }
    }

    @Override
    public void close() {
        runs.forEach(HelperRun::close);
        processes().forEach(ProcessHandle::destroyForcibly);
    }
}
