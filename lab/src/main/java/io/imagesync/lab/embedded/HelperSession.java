package io.imagesync.lab.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// One run of the helper: what it prints and the code it ends with, as the node's script wants it.
final class HelperSession {
    private static final int TIMED_OUT = 124;
    private static final int CANCELLED = 143;
    private static final int HUNG_UP = 255;
    private static final int AMBIGUOUS = 69;

    private final FakeRuntime runtime;
    private final Script script;
    private final NodeSockets sockets;
    private final NodePorts ports;
    private final HelperCall.Valid call;
    private final Channel channel;

    HelperSession(World world, HelperCall.Valid call, Channel channel) {
        this.runtime = world.runtime;
        this.script = world.script;
        this.sockets = world.sockets;
        this.ports = world.ports;
        this.call = call;
        this.channel = channel;
    }

    /// What there is on the node.
    record World(FakeRuntime runtime, Script script, NodeSockets sockets, NodePorts ports) {}

    /// What connects the helper with the other side.
    ///
    /// @param gone completes when the channel is closed
    /// @param drop ends the connection at once
    record Channel(Stdin in, OutputStream out, OutputStream err, CompletableFuture<Void> gone, Runnable drop) {}

    /// @return the exit code
    int run() throws IOException {
        return answer(script.take(call.verb()));
    }

    private int answer(Reply reply) throws IOException {
        return switch (reply) {
            case Reply.Ordinary _ -> ordinary(channel.out);
            case Reply.Text text -> text(text);
            case Reply.Refused refused -> refused(refused.fault());
            case Reply.CutAfter cut -> cut(cut.bytes());
            case Reply.DroppedAfter cut -> dropped(cut.bytes());
            case Reply.Pretended _ -> pretended();
            case Reply.Huge huge -> listing(out -> HugeListing.write(out, huge.bytes()));
            case Reply.Many many -> listing(out -> HugeListing.writeMany(out, many.images()));
            case Reply.Silence _ -> silence();
            case Reply.After after -> after(after);
        };
    }

    private int ordinary(OutputStream out) throws IOException {
        print(out, script.noise() + "image-sync-node 1\n");
        boolean needsRuntime = switch (call.verb()) {
            case "version", "listener" -> false;
            case "disk" -> !call.subject().startsWith("/");
            default -> true;
        };
        Optional<String> ambiguous = needsRuntime ? sockets.ambiguous(call.endpoint()) : Optional.empty();
        if (ambiguous.isPresent()) {
            print(out, "ambiguous " + ambiguous.get() + "\n");
            print(channel.err, "image-sync-node: more than one runtime answers: " + ambiguous.get() + "\n");
            return AMBIGUOUS;
        }
        return switch (call.verb()) {
            case "version" -> {
                print(out, "arch " + runtime.architecture() + "\n" + sockets.lines(call.endpoint()));
                print(out, call.subject().equals("about") ? about() : "");
                yield 0;
            }
            case "list" -> {
                print(out, "arch " + runtime.architecture() + "\n");
                disk(out);
                yield body(out, "images", runtime.listing(), 0);
            }
            case "disk" -> disk(out);
            case "pull" -> pull();
            case "listener" -> listener();
            case "containers" -> body(out, "json", new ContainerCalls(runtime).json(), 0);
            case "inspect" -> inspect(out);
            case "remove" -> remove();
            default -> wrongUse("unknown verb");
        };
    }

    /// Each runtime is on a machine of its own.
    private String about() {
        return String.format("machine %032x%ncrictl crictl version v1.31.1%nkubelet 85%n", runtime.hashCode());
    }

    /// The address as Linux writes it in `/proc/net/tcp`: its bytes from the last to the first.
    private int listener() throws IOException {
        Optional<InetAddress> address = ports.listener(Integer.parseInt(call.subject()));
        if (address.isPresent()) {
            int bytes = ByteBuffer.wrap(address.get().getAddress())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getInt();
            print(channel.out, String.format("listen %08X%n", bytes));
        }
        return 0;
    }

    private int disk(OutputStream out) throws IOException {
        Optional<Disk> disk = runtime.disk();
        if (disk.isPresent()) {
            print(out, (call.subject().startsWith("/") ? disk.get().at(call.subject()) : disk.get()).line());
        }
        return 0;
    }

    private int inspect(OutputStream out) throws IOException {
        Optional<byte[]> image = new ContainerCalls(runtime).inspected(call.subject());
        print(channel.err, image.isPresent() ? "" : "no such image \"" + call.subject() + "\" present\n");
        return body(out, "json", image.orElseGet(() -> new byte[0]), image.isPresent() ? 0 : 1);
    }

    private int remove() throws IOException {
        boolean removed = new ImageCalls(runtime, script).remove(call.subject());
        print(channel.err, removed ? "" : "no such image " + call.subject() + "\n");
        return removed ? 0 : 1;
    }

    private static int body(OutputStream out, String what, byte[] json, int exitCode) throws IOException {
        print(out, what + "\n");
        out.write(json);
        print(out, "\nend " + exitCode + "\n");
        return exitCode;
    }

    private int pull() throws IOException {
        if (call.subject().isEmpty()) {
            return wrongUse("REFERENCE is missing");
        }
        channel.out.flush();
        Optional<String> credential = channel.in.firstLine().join();
        if (credential.isEmpty()) {
            return CANCELLED;
        }
        CompletableFuture<FakeRuntime.Ended> ended = ended();
        FakeRuntime.Pulled pulled = runtime.pull(call.subject(), credential.get(), ended)
                .toCompletableFuture()
                .join();
        ended.cancel(false);
        print(channel.err, pulled.stderr());
        return pulled.exitCode();
    }

    /// Completes when stdin is closed, unless that is to be ignored, or when the limit has passed.
    private CompletableFuture<FakeRuntime.Ended> ended() {
        CompletableFuture<FakeRuntime.Ended> ended = script.ignoresStdin()
                ? new CompletableFuture<>()
                : channel.in.closed().thenApply(v -> FakeRuntime.Ended.CANCELLED);
        return ended.completeOnTimeout(FakeRuntime.Ended.TIMED_OUT, call.limit().toMillis(), TimeUnit.MILLISECONDS);
    }

    private int text(Reply.Text text) throws IOException {
        print(channel.out, text.stdout());
        print(channel.err, text.stderr());
        return text.exitCode();
    }

    private int refused(Fault.Known fault) throws IOException {
        print(channel.out, script.noise() + "image-sync-node 1\n");
        if (call.verb().equals("pull")) {
            print(channel.err, fault.stderr(call.subject()));
            return fault.exitCode();
        }
        print(channel.err, fault.listingStderr());
        return body(channel.out, "images", new byte[0], fault.exitCode());
    }

    private int cut(int bytes) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ordinary(all);
        channel.out.write(all.toByteArray(), 0, Math.min(bytes, all.size()));
        channel.out.flush();
        return 0;
    }

    private int dropped(int bytes) throws IOException {
        cut(bytes);
        channel.drop.run();
        return HUNG_UP;
    }

    private interface Writing {
        void to(OutputStream out) throws IOException;
    }

    private int listing(Writing writing) throws IOException {
        print(channel.out, script.noise() + "image-sync-node 1\narch " + runtime.architecture() + "\nimages\n");
        writing.to(channel.out);
        print(channel.out, "\nend 0\n");
        return 0;
    }

    private int pretended() throws IOException {
        print(channel.out, script.noise() + "image-sync-node 1\n");
        return call.verb().equals("list")
                ? body(channel.out, "images", "{}\n".getBytes(StandardCharsets.US_ASCII), 0)
                : 0;
    }

    private int silence() {
        channel.gone.join();
        return HUNG_UP;
    }

    private int after(Reply.After after) throws IOException {
        CompletableFuture<Optional<Integer>> opened =
                after.gate().opened().toCompletableFuture().thenApply(v -> Optional.empty());
        CompletableFuture<Void> closed = call.verb().equals("pull") ? channel.in.closed() : channel.gone;
        int code = call.verb().equals("pull") ? CANCELLED : HUNG_UP;
        Optional<Integer> ended = closed.thenApply(v -> Optional.of(code))
                .applyToEither(opened, why -> why)
                .completeOnTimeout(Optional.of(TIMED_OUT), call.limit().toMillis(), TimeUnit.MILLISECONDS)
                .join();
        return ended.isPresent() ? endedBefore(ended.get()) : answer(after.then());
    }

    private int endedBefore(int exitCode) throws IOException {
        if (exitCode == TIMED_OUT) {
            print(channel.out, script.noise() + "image-sync-node 1\n");
            return call.verb().equals("pull") ? exitCode : body(channel.out, "images", new byte[0], exitCode);
        }
        return exitCode;
    }

    private int wrongUse(String why) throws IOException {
        print(channel.err, "image-sync-node: " + why + "\n");
        return 64;
    }

    private static void print(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
