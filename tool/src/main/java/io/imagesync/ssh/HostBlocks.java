package io.imagesync.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The `Host` lines of the OpenSSH client configuration (ssh_config(5)), to know of which hosts it says the same: those
/// that match the same lines. What it says is left to OpenSSH. Wherever something else could tell hosts apart, such
/// as `Match`, a `HostName` or a token, no two hosts are taken to be alike.
final class HostBlocks {
    private static final Pattern LINE = Pattern.compile("\\s*([A-Za-z0-9]+)(?:\\s*=\\s*|\\s+)(.*?)\\s*");
    private static final Pattern PLAIN_PATTERNS = Pattern.compile("[a-z0-9_.:*?!\\s-]+");
    private static final Pattern PLAIN_HOST = Pattern.compile("[a-z0-9_.:-]+");
    private static final int MAX_BYTES = 1 << 20;

    /// Values with tokens that are expanded here, or that do not matter here.
    private static final Set<String> TOKENS_ALLOWED = Set.of("proxycommand", "controlpath");

    /// @param named whether it sets `HostName`
    private record Block(List<String> patterns, boolean named) {
        boolean matches(String host) {
            return HostPatterns.match(String.join(",", patterns), host);
        }
    }

    private final List<Block> blocks = new ArrayList<>();
    private List<String> patterns = List.of("*");
    private boolean named;
    private boolean alike = true;

    private HostBlocks() {}

    /// @param files all that OpenSSH reads, in order; one that is included may be read inside of a block
    static HostBlocks read(List<Path> files) {
        HostBlocks blocks = new HostBlocks();
        for (Path file : files) {
            blocks.read(file);
        }
        blocks.endBlock();
        return blocks;
    }

    private void read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                alike = false;
                return;
            }
            endBlock();
            patterns = List.of("*");
            Files.readString(file, StandardCharsets.ISO_8859_1).lines().forEach(this::line);
        } catch (IOException e) {
            alike = false;
        }
    }

    private void line(String line) {
        if (line.isBlank() || line.strip().startsWith("#")) {
            return;
        }
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            alike = false;
            return;
        }
        String value = matcher.group(2);
        switch (matcher.group(1).toLowerCase(Locale.ROOT)) {
            case "host" -> {
                endBlock();
                alike &= PLAIN_PATTERNS.matcher(value).matches();
                patterns = List.of(value.strip().split("\\s+"));
            }
            case "match" -> alike = false;
            case "hostname" -> named = true;
            case String keyword -> alike &= TOKENS_ALLOWED.contains(keyword) || !value.contains("%");
        }
    }

    private void endBlock() {
        blocks.add(new Block(patterns, named));
        named = false;
    }

    /// Which lines a host matches; nothing for a host that nobody is known to be like.
    Optional<BitSet> matched(String host) {
        if (!alike || !PLAIN_HOST.matcher(host).matches()) {
            return Optional.empty();
        }
        BitSet matched = new BitSet();
        for (int i = 0; i < blocks.size(); i++) {
            if (blocks.get(i).matches(host)) {
                if (blocks.get(i).named) {
                    return Optional.empty();
                }
                matched.set(i);
            }
        }
        return Optional.of(matched);
    }
}
