package io.imagesync.ssh;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Asks the OpenSSH client once for all hosts of which its configuration says the same ([HostBlocks]), instead of once
/// for each: a process costs more than anything else on the way to a connection.
final class HostClasses {
    /// @param options that stand before the host
    /// @param matched lines of the configuration
    private record HostClass(List<String> options, BitSet matched) {}

    private final OpenSshClient client;
    private final ReentrantLock asking = new ReentrantLock();
    private final Map<HostClass, Directives> known = new HashMap<>();
    private @Nullable HostBlocks blocks;

    HostClasses(OpenSshClient client) {
        this.client = client;
    }

    Directives directives(HostQuery query) throws SshFailed, InterruptedException {
        asking.lockInterruptibly();
        try {
            HostBlocks read = blocks;
            if (read == null) {
                OpenSshClient.Answer answer = client.ask(query);
                blocks = answer.files().map(HostBlocks::read).orElseGet(() -> HostBlocks.read(List.of(Path.of(""))));
                return remembered(query, answer.directives());
            }
            Optional<HostClass> kind = kind(query, read);
            Directives of = kind.map(known::get).orElse(null);
            if (of != null) {
                return of.withHostName(query.host());
            }
            if (kind.isPresent()) {
                return remembered(query, client.ask(query).directives());
            }
        } finally {
            asking.unlock();
        }
        return client.ask(query).directives();
    }

    private static Optional<HostClass> kind(HostQuery query, HostBlocks blocks) {
        return blocks.matched(query.host()).map(matched -> new HostClass(query.options(), matched));
    }

    /// For those that are like it, unless the name to connect to was made in a way that is not known.
    private Directives remembered(HostQuery query, Directives directives) {
        HostBlocks read = blocks;
        boolean plain = directives.value("hostname").equals(Optional.of(query.host()))
                && !directives.yes("canonicalizehostname")
                && !directives.value("canonicalizehostname").equals(Optional.of("always"));
        if (read != null && plain) {
            kind(query, read).ifPresent(kind -> known.put(kind, directives));
        }
        return directives;
    }
}
