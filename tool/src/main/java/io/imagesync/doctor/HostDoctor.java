package io.imagesync.doctor;

import io.imagesync.config.Config;
import io.imagesync.files.SafeFiles;
import io.imagesync.files.SafeFolders;
import io.imagesync.files.TrustedFile;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Finding;
import io.imagesync.model.Finding.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Looks at the host that image-sync runs on: the lock and the folders. Makes nothing and takes no lock.
///
/// @param locks where the kernel tells of locks: `/proc/locks`
public record HostDoctor(Path locks) {
    private static final String SUBJECT = "this host";
    private static final int MAX_TEXT = 200;

    /// As Linux has it.
    public HostDoctor() {
        this(Path.of("/proc/locks"));
    }

    public List<Finding> examine(Config config) {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(
                SUBJECT,
                "configuration: " + config.fleet().takingPart().size() + " nodes take part, "
                        + config.fleet().excluded().size() + " are in repair"));
        findings.add(look("LOCK_FILE", config.files().lock(), this::lock));
        findings.add(look("LOG_DIR", config.logs().folder(), HostDoctor::folder));
        findings.add(look("STATE_DIR", config.files().state(), HostDoctor::folder));
        config.files().metrics().ifPresent(file -> findings.add(look("METRICS_FILE", file, HostDoctor::parent)));
        config.files()
                .onResult()
                .ifPresent(command -> findings.add(look("ON_RESULT", command.file(), HostDoctor::program)));
        return findings;
    }

    private String lock(Path file) throws UnusableFileException {
        SafeFolders.checkParent(file);
        try {
            return file + " is " + (isHeld(file) ? "held: a run is in progress; the file says: " + text(file) : "free");
        } catch (UnusableFileException e) {
            throw e;
        } catch (IOException e) {
            throw SafeFiles.unwritable(file, e);
        }
    }

    /// Whether somebody holds the lock, without trying to take it.
    ///
    /// A line is `1: FLOCK ADVISORY WRITE PID MAJOR:MINOR:INODE START END` (Linux, Documentation/filesystems/proc).
    ///
    /// @return false for a file that nobody holds, or that is not there yet
    public boolean isHeld(Path file) throws IOException {
        if (!SafeFiles.isThere(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        SafeFiles.checkRegular(file);
        String inode = ":" + Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS);
        return Files.readAllLines(locks).stream()
                .map(line -> line.strip().split("\\s+"))
                .anyMatch(words -> words.length > 5 && words[1].equals("FLOCK") && words[5].endsWith(inode));
    }

    /// Whoever took the lock may have ended while another process still holds it, so its number says nothing.
    private static String text(Path file) throws IOException {
        String text = SafeFiles.beginning(file, MAX_TEXT);
        return text.isEmpty() ? "nothing" : text;
    }

    private static String folder(Path folder) throws UnusableFileException {
        return folder + (SafeFolders.examine(folder) ? " can be used" : " is missing and can be created");
    }

    private static String parent(Path file) throws UnusableFileException {
        SafeFolders.checkParent(file);
        return "the folder of " + file + " can be used";
    }

    private static String program(Path file) throws UnusableFileException {
        TrustedFile.checkProgram(file);
        return file + " can be run";
    }

    /// Says what is so, where nothing is wrong.
    private interface Look {
        String at(Path file) throws UnusableFileException;
    }

    private static Finding look(String key, Path file, Look look) {
        try {
            return Finding.ok(SUBJECT, key + ": " + look.at(file));
        } catch (UnusableFileException e) {
            return new Finding(Level.FAILED, SUBJECT, key + ": " + e.getMessage(), e.remedy());
        }
    }
}
