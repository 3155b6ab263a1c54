package io.imagesync.ssh;

import io.imagesync.ssh.KnownHost.Marker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What is on record about the keys of one host, in all its known_hosts files. Files that are missing or cannot be read
/// count as empty, so that a host in them is unknown.
final class KnownHosts {
    private static final int MAX_SIZE = 16 * 1024 * 1024;

    private final HostNames names;
    private final List<KnownHost> lines;

    private KnownHosts(HostNames names, List<KnownHost> lines) {
        this.names = names;
        this.lines = lines;
    }

    static KnownHosts read(List<Path> files, HostNames names) {
        List<KnownHost> lines = new ArrayList<>();
        for (Path file : files) {
            read(file, names, lines);
        }
        return new KnownHosts(names, lines);
    }

    private static void read(Path file, HostNames names, List<KnownHost> into) {
        if (!Files.isRegularFile(file)) {
            return;
        }
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(MAX_SIZE), StandardCharsets.UTF_8);
            int number = 0;
            for (String line : text.split("\n", -1)) {
                KnownHost.parse(line, file, ++number).filter(names::match).ifPresent(into::add);
            }
        } catch (IOException e) {
            into.removeIf(l -> l.file().equals(file));
        }
    }

    /// The record that makes the key no good whatever else is known.
    Optional<KnownHost> revocation(KeyBlob key) {
        return marked(Marker.REVOKED).stream().filter(l -> l.key().equals(key)).findFirst();
    }

    boolean has(KeyBlob key) {
        return marked(Marker.NONE).stream().anyMatch(l -> l.key().equals(key));
    }

    /// Another key that is on record for the host, of whatever type.
    Optional<KnownHost> otherKey() {
        return marked(Marker.NONE).stream().filter(names::isExact).findFirst();
    }

    List<KnownHost> marked(Marker marker) {
        return lines.stream().filter(l -> l.marker() == marker).toList();
    }

    KnownKeyTypes types() {
        Set<String> types = new HashSet<>();
        marked(Marker.NONE).forEach(l -> types.add(l.key().type()));
        return new KnownKeyTypes(types, !marked(Marker.AUTHORITY).isEmpty());
    }
}
