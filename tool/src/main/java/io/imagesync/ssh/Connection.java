package io.imagesync.ssh;

import com.jcraft.jsch.Channel;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// An authenticated connection to one server.
final class Connection implements AutoCloseable {
    private final String name;
    private final Session session;
    private final OpenedProxy proxy;
    private final Set<Channel> opening = ConcurrentHashMap.newKeySet();

    Connection(String name, Session session, OpenedProxy proxy) {
        this.name = name;
        this.session = session;
        this.proxy = proxy;
        proxy.onClose(this::wake);
    }

    /// What the host is called.
    String name() {
        return name;
    }

    /// Its fingerprint, as `ssh-keygen -l` writes it.
    String hostKey() {
        return KeyBlob.of(Base64.getDecoder().decode(session.getHostKey().getKey()))
                .map(KeyBlob::fingerprint)
                .orElse("");
    }

    boolean isUp() {
        return session.isConnected() && !proxy.ended();
    }

    /// A channel that is not open yet.
    Channel channel(String type) throws JSchException {
        Channel channel = session.openChannel(type);
        if (channel == null) {
            throw new JSchException("the connection is closing");
        }
        return channel;
    }

    /// Opens a channel; fails at once, not after the limit, when the connection ends meanwhile.
    void open(Channel channel, int millis) throws JSchException {
        opening.add(channel);
        try {
            channel.connect(millis);
        } finally {
            opening.remove(channel);
        }
    }

    /// The library waits on the channel for the server's answer, and forgets about it when the connection ends.
    private void wake() {
        for (Channel channel : opening) {
            synchronized (channel) {
                channel.notifyAll();
            }
        }
    }

    /// Asks for a sign of life whenever nothing was heard for an interval, and closes the connection when none comes.
    void keepAlive(ClientConfig.KeepAlive rule) {
        Thread.ofVirtual().name("keep-alive " + name).start(() -> {
            int silent = 0;
            long heard = -1;
            while (isUp() && silent <= rule.count()) {
                silent = proxy.heard() == heard ? silent + 1 : 0;
                heard = proxy.heard();
                if (silent > 0) {
                    Thread.ofVirtual().start(this::ask);
                }
                if (!slept(rule.interval())) {
                    return;
                }
            }
            close();
        });
    }

    private void ask() {
        try {
            session.sendKeepAliveMsg();
        } catch (Exception e) {
            close();
        }
    }

    private static boolean slept(Duration interval) {
        try {
            Thread.sleep(interval);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /// The transport goes first: nothing can then wait for a server that does not read.
    @Override
    public void close() {
        proxy.close();
        session.disconnect();
    }
}
