package io.imagesync.lab.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.common.forward.DefaultForwarder;
import org.apache.sshd.common.forward.Forwarder;
import org.apache.sshd.common.forward.ForwarderFactory;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;

/// The ports of one node that lead through an SSH connection to the client that asked for them (RFC 4254, section 7).
/// They are real ports of this machine.
final class NodePorts extends RejectAllForwardingFilter implements ForwarderFactory {
    private static final String ALL = "0.0.0.0";

    private final NodeSettings settings;
    private final EventLog events;
    private final Map<Integer, InetAddress> open = new ConcurrentHashMap<>();

    NodePorts(NodeSettings settings, EventLog events) {
        this.settings = settings;
        this.events = events;
    }

    /// The address on which that port listens.
    Optional<InetAddress> listener(int port) {
        return Optional.ofNullable(open.get(port));
    }

    @Override
    public boolean canListen(SshdSocketAddress address, Session session) {
        return settings.ports() != NodeSettings.Ports.NONE;
    }

    @Override
    public Forwarder create(ConnectionService service) {
        return new OfConnection(service);
    }

    private final class OfConnection extends DefaultForwarder {
        private final Set<Integer> ours = ConcurrentHashMap.newKeySet();

        OfConnection(ConnectionService service) {
            super(service);
        }

        /// The client knows a port by the address that it asked for, wherever it listens.
        @Override
        protected InetSocketAddress doBind(SshdSocketAddress asked, IoAcceptor acceptor) throws IOException {
            boolean anywhere = settings.ports() == NodeSettings.Ports.FOR_ALL;
            SshdSocketAddress wanted = anywhere ? new SshdSocketAddress(ALL, asked.getPort()) : asked;
            InetSocketAddress bound = super.doBind(wanted, acceptor);
            ours.add(bound.getPort());
            open.put(bound.getPort(), bound.getAddress());
            events.add(new NodeEvent.PortOpened(bound.getPort()));
            return bound;
        }

        @Override
        public synchronized void localPortForwardingCancelled(SshdSocketAddress address) throws IOException {
            super.localPortForwardingCancelled(address);
            closed(address.getPort());
        }

        private void closed(int port) {
            ours.remove(port);
            open.remove(port);
            events.add(new NodeEvent.PortClosed(port));
        }

        @Override
        protected void preClose() {
            Set.copyOf(ours).forEach(this::closed);
            super.preClose();
        }
    }
}
