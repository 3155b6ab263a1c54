package io.imagesync.lab.proxy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/// All connections from one address: how they are treated, and what came of them. Treatments add up; each applies to
/// the open connections as well, also to those that are kept alive, and [#pass] ends them all.
public final class Client {
    /// So many pieces a second keep a slow stream steady.
    private static final int PIECES_PER_SECOND = 50;

    private final Set<Relay> relays = new HashSet<>();
    private final List<String> requests = new ArrayList<>();
    private boolean held;
    private Duration delay = Duration.ZERO;
    private Predicate<String> delayed = _ -> true;
    private long bytesPerSecond = Long.MAX_VALUE;
    private long bytesUntilReset = Long.MAX_VALUE;
    /// When the stream is free for the next piece, by [System#nanoTime].
    private long free;

    private long up;
    private long down;

    private final List<Rule> rules = new ArrayList<>();

    Client() {}

    /// @param left how many more requests it is for
    private record Rule(Predicate<String> which, Treatment treatment, AtomicInteger left) {}

    /// The next requests of that kind are answered by the proxy with that HTTP status.
    ///
    /// @param which by its request line
    /// @param times how many of them
    public void answer(int status, Predicate<String> which, int times) {
        treat(new Treatment.Answered(status), which, times);
    }

    /// The bodies of the answers to the next requests of that kind have one byte that is wrong.
    public void damage(Predicate<String> which, int times) {
        treat(new Treatment.Damaged(), which, times);
    }

    /// The connection is reset in the middle of the answers to the next requests of that kind.
    ///
    /// @param bytes of the answer that are sent, headers included
    public void cut(long bytes, Predicate<String> which, int times) {
        treat(new Treatment.Cut(bytes), which, times);
    }

    /// The answers to requests of that kind are that slow.
    public void trickle(long bytesASecond, Predicate<String> which) {
        treat(new Treatment.Slow(bytesASecond), which, Integer.MAX_VALUE);
    }

    private synchronized void treat(Treatment treatment, Predicate<String> which, int times) {
        rules.add(new Rule(which, treatment, new AtomicInteger(times)));
    }

    /// What is to be done to the answer to a request.
    synchronized Optional<Treatment> treatment(String request) {
        return rules.stream()
                .filter(rule -> rule.left.get() > 0 && rule.which.test(request))
                .findFirst()
                .map(rule -> {
                    rule.left.decrementAndGet();
                    return rule.treatment;
                });
    }

    /// Ends at that moment, by [System#nanoTime].
    ///
    /// @throws IOException when the connection is over
    synchronized void awaitMoment(Relay relay, long nanos) throws IOException, InterruptedException {
        while (relay.isTreated() && nanos - System.nanoTime() > 0) {
            relay.ensureOpen();
            pause(nanos - System.nanoTime());
        }
        relay.ensureOpen();
    }

    /// Forwards as fast as it comes, also what was held or is being delayed.
    public synchronized void pass() {
        held = false;
        delay = Duration.ZERO;
        bytesPerSecond = Long.MAX_VALUE;
        bytesUntilReset = Long.MAX_VALUE;
        rules.clear();
        relays.forEach(Relay::treatNoMore);
        notifyAll();
    }

    /// Takes connections and what they say, and forwards nothing in either direction, until [#pass]. A connection whose
    /// client hangs up meanwhile is closed, and what it said is forgotten.
    public synchronized void hold() {
        held = true;
    }

    /// Has every request wait so long before it is forwarded, or where it is not HTTP, what a connection says first.
    public void delay(Duration time) {
        delay(time, _ -> true);
    }

    /// @param which by its request line, such as `HEAD /v2/NAME/manifests/TAG HTTP/1.1`; `""` where it is not HTTP
    public synchronized void delay(Duration time, Predicate<String> which) {
        delay = time;
        delayed = which;
    }

    /// So much reaches the client on all its connections together.
    public synchronized void throttle(long bytes) {
        bytesPerSecond = bytes;
        free = System.nanoTime();
        notifyAll();
    }

    /// Resets every connection once it has carried so many bytes to the client, headers included.
    public synchronized void resetAfter(long bytes) {
        bytesUntilReset = bytes;
    }

    /// Resets the connections that are open now.
    public void reset() {
        cut(true);
    }

    /// Connections that the client has open.
    public synchronized int connections() {
        return relays.size();
    }

    /// Bytes forwarded from the client.
    public synchronized long up() {
        return up;
    }

    /// Bytes forwarded to the client.
    public synchronized long down() {
        return down;
    }

    /// The request lines that were read, also of requests that are not forwarded yet.
    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    synchronized boolean isHeld() {
        return held;
    }

    synchronized void opened(Relay relay) {
        relays.add(relay);
    }

    /// Wakes those who wait for what a connection may do, since it is over.
    synchronized void closed(Relay relay) {
        relays.remove(relay);
        notifyAll();
    }

    void cut(boolean reset) {
        List<Relay> open;
        synchronized (this) {
            open = List.copyOf(relays);
        }
        open.forEach(relay -> relay.cut(reset));
    }

    /// Ends when forwarding is allowed.
    ///
    /// @throws IOException when the connection is over
    synchronized void awaitRelease(Relay relay) throws IOException, InterruptedException {
        while (held) {
            relay.ensureOpen();
            wait();
        }
        relay.ensureOpen();
    }

    /// Ends when what a client has said may be forwarded.
    ///
    /// @param lines its requests; one that is empty for something else that is delayed
    synchronized void awaitTurn(Relay relay, List<String> lines) throws IOException, InterruptedException {
        if (!delay.isZero() && lines.stream().anyMatch(delayed)) {
            long end = System.nanoTime() + delay.toNanos();
            while (!delay.isZero() && end - System.nanoTime() > 0) {
                relay.ensureOpen();
                pause(end - System.nanoTime());
            }
        }
        awaitRelease(relay);
    }

    /// Ends when so many bytes may be sent to the client.
    synchronized void awaitTurn(Relay relay, int bytes) throws IOException, InterruptedException {
        awaitRelease(relay);
        if (bytesPerSecond == Long.MAX_VALUE) {
            return;
        }
        long mine = Math.max(free, System.nanoTime());
        free = mine + bytes * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
        while (bytesPerSecond != Long.MAX_VALUE && mine - System.nanoTime() > 0) {
            relay.ensureOpen();
            pause(mine - System.nanoTime());
        }
        awaitRelease(relay);
    }

    private void pause(long nanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.timedWait(this, Math.max(nanos, TimeUnit.MILLISECONDS.toNanos(1)));
    }

    /// How many bytes to forward at once.
    synchronized int piece(int most) {
        return Math.clamp(bytesPerSecond / PIECES_PER_SECOND, 1, most);
    }

    synchronized void asked(List<String> lines) {
        requests.addAll(lines);
    }

    synchronized void sentUp(int bytes) {
        up += bytes;
    }

    /// @param carried on that connection to the client until now
    /// @return whether it is to be reset
    synchronized boolean sentDown(int bytes, long carried) {
        down += bytes;
        return carried >= bytesUntilReset;
    }
}
