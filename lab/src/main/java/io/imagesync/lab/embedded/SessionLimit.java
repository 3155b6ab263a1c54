package io.imagesync.lab.embedded;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.channel.ChannelListener;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.ChannelSession;

/// Sessions at once on one connection, as sshd's `MaxSessions`: the next one is refused. A session counts until its
/// command has ended. Connections to sockets do not count, and are opened also when no session is.
final class SessionLimit implements ChannelFactory, ChannelListener {
    private static final AttributeKey<Set<Channel>> OPEN = new AttributeKey<>();

    private final int max;

    SessionLimit(int max) {
        this.max = max;
    }

    @Override
    public String getName() {
        return "session";
    }

    @Override
    public Channel createChannel(Session session) {
        return new Limited();
    }

    private final class Limited extends ChannelSession {
        @Override
        protected OpenFuture doInit(Buffer buffer) {
            return admits(this) ? super.doInit(buffer) : refused();
        }

        private OpenFuture refused() {
            OpenFuture refused = new DefaultOpenFuture(this, this);
            Exception why =
                    new SshChannelOpenException(getChannelId(), SshConstants.SSH_OPEN_CONNECT_FAILED, "open failed");
            signalChannelOpenFailure(why);
            refused.setException(why);
            return refused;
        }
    }

    private boolean admits(Channel channel) {
        Set<Channel> open = channel.getSession().computeAttributeIfAbsent(OPEN, key -> ConcurrentHashMap.newKeySet());
        synchronized (open) {
            return open.size() < max && open.add(channel);
        }
    }

    @Override
    public void channelClosed(Channel channel, Throwable reason) {
        ended(channel);
    }

    void ended(Channel channel) {
        Set<Channel> open = channel.getSession().getAttribute(OPEN);
        if (open != null) {
            synchronized (open) {
                open.remove(channel);
            }
        }
    }
}
