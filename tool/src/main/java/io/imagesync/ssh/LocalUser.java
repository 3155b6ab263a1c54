package io.imagesync.ssh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Who runs this process, and where: what tokens in the OpenSSH client configuration stand for.
///
/// @param home from the user data base, as OpenSSH has it, not from the environment
record LocalUser(String name, int uid, String home, String hostName) {
    static LocalUser current() {
        return new LocalUser(
                System.getProperty("user.name"), readUid(), System.getProperty("user.home"), readHostName());
    }

    private static int readUid() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            throw new IllegalStateException("no /proc", e);
        }
    }

    private static String readHostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            throw new IllegalStateException("no /proc", e);
        }
    }
}
