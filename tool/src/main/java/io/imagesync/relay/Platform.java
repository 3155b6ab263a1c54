package io.imagesync.relay;

import java.util.ArrayList;
import java.util.List;

/// What an image is made for, as the OCI image index specification has it.
///
/// @param os `linux`
/// @param architecture Go's name for it: `amd64`, `arm64`, `arm`
/// @param variant of the architecture, such as `v7`; empty where none is written
record Platform(String os, String architecture, String variant) {
    private static final String LINUX = "linux";
    private static final String ARM = "arm";

    /// What a node's runtime takes, the best first: the order is the one of containerd's `platforms.Only`.
    ///
    /// @param machine as the kernel says it: `x86_64`, `armv7l`
    static List<Platform> takenBy(String machine) {
        return switch (machine) {
            case "x86_64", "amd64" -> List.of(linux("amd64", ""), linux("386", ""));
            case "i386", "i486", "i586", "i686" -> List.of(linux("386", ""));
            case "aarch64", "arm64" -> withArm(linux("arm64", "v8"), 8);
            case "armv8l", "armv8b" -> arm(8);
            case "armv7l" -> arm(7);
            case "armv6l" -> arm(6);
            case "armv5tel", "armv5tejl" -> arm(5);
            case "loongarch64" -> List.of(linux("loong64", ""));
            default -> List.of(linux(machine, ""));
        };
    }

    private static Platform linux(String architecture, String variant) {
        return new Platform(LINUX, architecture, variant);
    }

    private static List<Platform> arm(int version) {
        List<Platform> all = new ArrayList<>();
        for (int v = version; v >= 5; v--) {
            all.add(linux(ARM, "v" + v));
        }
        return all;
    }

    private static List<Platform> withArm(Platform first, int version) {
        List<Platform> all = new ArrayList<>(List.of(first));
        all.addAll(arm(version));
        return all;
    }

    /// Whether an image that is made for this can be taken for the wanted one.
    boolean fits(Platform wanted) {
        return os.equals(wanted.os)
                && plain(architecture).equals(wanted.architecture)
                && plainVariant().equals(wanted.variant);
    }

    /// Some write the kernel's name.
    private static String plain(String architecture) {
        return switch (architecture) {
            case "x86_64", "x86-64" -> "amd64";
            case "aarch64" -> "arm64";
            case "i386" -> "386";
            case "armhf", "armel" -> ARM;
            default -> architecture;
        };
    }

    /// One that is not written is the usual one.
    private String plainVariant() {
        return switch (plain(architecture)) {
            case "amd64" -> variant.equals("v1") ? "" : variant;
            case "arm64" -> versioned("v8");
            case ARM -> versioned("v7");
            default -> variant;
        };
    }

    private String versioned(String usual) {
        if (variant.isEmpty()) {
            return usual;
        }
        return variant.startsWith("v") ? variant : "v" + variant;
    }

    @Override
    public String toString() {
        return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }
}
