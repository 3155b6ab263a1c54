package io.imagesync.lab.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Debian's chromium without a window, started for one page, with a profile of its own.
final class Browser {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /// How often it is looked which processes there are.
    private static final Duration LOOK = Duration.ofMillis(50);

    /// Of the page's clock, for what it does after it is there.
    private static final Duration LATER = Duration.ofSeconds(20);

    private final Path folder;
    private final List<String> options = new ArrayList<>();

    /// @param folder for its profile and its output
    Browser(Path folder) {
        this.folder = folder;
    }

    Browser window(int width, int height) {
        options.add("--window-size=" + width + "," + height);
        return this;
    }

    Browser dark() {
        options.add("--blink-settings=preferredColorScheme=0");
        return this;
    }

    Browser light() {
        options.add("--blink-settings=preferredColorScheme=1");
        return this;
    }

    /// What the page came to, when it has come to rest.
    ///
    /// @param fragment of the address, what comes after `#`
    Dom open(Path page, String fragment) throws Exception {
        return new Dom(run(page, fragment, "--dump-dom"));
    }

    /// A picture of the window.
    Path screenshot(Path page) throws Exception {
        Path picture = folder.resolve("screenshot.png");
        run(page, "", "--hide-scrollbars", "--screenshot=" + picture);
        return picture;
    }

    private String run(Path page, String fragment, String... what) throws IOException, InterruptedException {
        Path profile = Files.createTempDirectory(folder, "profile");
        List<String> command = new ArrayList<>(List.of(
                "chromium",
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-breakpad",
                "--no-first-run",
                "--user-data-dir=" + profile,
                "--virtual-time-budget=" + LATER.toMillis()));
        command.addAll(options);
        command.addAll(List.of(what));
        command.add(page.toUri() + (fragment.isEmpty() ? "" : "#" + fragment));
        Path out = Files.createTempFile(folder, "stdout", "");
        Path err = Files.createTempFile(folder, "stderr", "");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        String path = builder.environment().getOrDefault("PATH", "/usr/bin:/bin");
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of("PATH", path, "HOME", profile.toString(), "TZ", "UTC", "LC_ALL", "C.UTF-8"));
        end(builder.start(), err);
        return Files.readString(out);
    }

    /// Its other processes are ended with it, so that none still writes to the profile.
    private static void end(Process process, Path err) throws IOException, InterruptedException {
        Set<ProcessHandle> others = new HashSet<>();
        long start = System.nanoTime();
        try {
            while (!process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(others::add);
                if (System.nanoTime() - start > LIMIT.toNanos()) {
                    throw new IllegalStateException("chromium still runs; stderr: " + Files.readString(err));
                }
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException("chromium failed; stderr: " + Files.readString(err));
            }
        } finally {
            process.destroyForcibly();
            others.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
