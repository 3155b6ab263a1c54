package io.imagesync.relay;

import io.imagesync.model.Failure;
import io.imagesync.model.NotRelayed;
import io.imagesync.model.NotRelayed.Why;
import io.imagesync.relay.Request.Range;
import io.imagesync.relay.Sending.Found;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// A blob, or a part of it, as the answer to a request: from the file that it is in or comes to, else from the source
/// directly, where what is wrong is the node's runtime to see.
final class BlobAnswer {
    private final Connection to;
    private final RelayServer server;
    private final Sending sending;
    private final Found found;
    private final Request request;
    private final long size;
    /// The first byte that is still to be sent.
    private long at;
    /// The first one that is not to be sent.
    private final long end;

    BlobAnswer(Connection to, RelayServer server, Sending sending, Found found, Request request) {
        this.to = to;
        this.server = server;
        this.sending = sending;
        this.found = found;
        this.request = request;
        this.size = found.blob().size();
        this.at = request.range().map(Range::from).orElse(0L);
        this.end =
                request.range().map(range -> Math.min(range.to(), size - 1) + 1).orElse(size);
    }

    /// @return whether another request may follow
    boolean send() throws IOException, InterruptedException {
        boolean partly = request.range().isPresent();
        if (partly && at >= size) {
            return to.answer("416 Range Not Satisfiable", "Content-Range: bytes */" + size + "\r\n", request.close());
        }
        String range = "Content-Range: bytes " + at + "-" + (end - 1) + "/" + size + "\r\n";
        to.write("HTTP/1.1 " + (partly ? "206 Partial Content\r\n" + range : "200 OK\r\n")
                + "Docker-Distribution-Api-Version: registry/2.0\r\nAccept-Ranges: bytes\r\n"
                + "Docker-Content-Digest: " + found.blob().digest() + "\r\n"
                + "Content-Type: " + found.contentType() + "\r\nContent-Length: " + (end - at) + "\r\n"
                + (request.close() ? "Connection: close\r\n\r\n" : "\r\n"));
        if (request.wantsBody() && at < end) {
            body();
        }
        return !request.close();
    }

    private void body() throws IOException, InterruptedException {
        Optional<SharedBlob> shared = server.spool().open(sending.offer().source(), found.blob());
        to.due(sending.until());
        try {
            if (shared.isPresent()) {
                copy(shared.get());
            } else {
                read();
            }
        } catch (BrokenOff e) {
            sending.failed().compareAndSet(null, e.why());
            throw new IOException(e);
        }
    }

    private void copy(SharedBlob shared) throws IOException, BrokenOff, InterruptedException {
        while (at < end) {
            to.due(sending.until());
            long there = Math.min(shared.await(at, sending.until()), end);
            while (at < there) {
                at += shared.transfer(at, mayGo(there - at), to.channel());
            }
        }
    }

    /// Waits for the rate, then has the one who takes it hurry.
    private int mayGo(long wanted) throws InterruptedException {
        int part = (int) Math.min(wanted, server.out().part());
        server.out().take(part);
        to.due(Until.in(server.bounds().stalled()));
        return part;
    }

    private void read() throws IOException, BrokenOff, InterruptedException {
        Optional<Failure> failure;
        to.mayBeInterrupted(true);
        try {
            failure = sending.offer()
                    .source()
                    .read(found.blob().digest(), at, sending.until().left(), this::take);
        } catch (Enough e) {
            return;
        } finally {
            to.mayBeInterrupted(false);
        }
        if (at < end) {
            String where = sending.offer().source().where() + ": ";
            throw new BrokenOff(
                    failure.isPresent()
                            ? new NotRelayed(
                                    Why.SOURCE_FAILED, where + failure.get().what())
                            : new NotRelayed(
                                    Why.WRONG_CONTENT, where + found.blob().digest()));
        }
    }

    /// What was asked for has been sent.
    private static final class Enough extends IOException {}

    private void take(ByteBuffer part) throws IOException, InterruptedException {
        server.in().take(part.remaining());
        while (part.hasRemaining()) {
            if (at == end) {
                throw new Enough();
            }
            int count = mayGo(Math.min(part.remaining(), end - at));
            to.write(part.slice(part.position(), count));
            part.position(part.position() + count);
            at += count;
        }
        to.due(sending.until());
    }
}
