package io.imagesync.lab.embedded;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelListener;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.server.channel.ChannelSession;

/// Sessions at once on one connection, as sshd's `MaxSessions`: the next channel is refused. A session counts until
/// its command has ended.
final class SessionLimit implements ChannelListener {
    private static final AttributeKey<Set<Channel>> OPEN = new AttributeKey<>();

    private final int max;

    SessionLimit(int max) {
        this.max = max;
    }

    @Override
    public void channelInitialized(Channel channel) {
        if (channel instanceof ChannelSession) {
            Set<Channel> open =
                    channel.getSession().computeAttributeIfAbsent(OPEN, key -> ConcurrentHashMap.newKeySet());
            synchronized (open) {
                open.add(channel);
                apply(channel.getSession(), open);
            }
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
                apply(channel.getSession(), open);
            }
        }
    }

    private void apply(Session session, Set<Channel> open) {
        ConnectionService service = session.getService(ConnectionService.class);
        if (service != null) {
            service.setAllowMoreSessions(open.size() < max);
        }
    }
}
