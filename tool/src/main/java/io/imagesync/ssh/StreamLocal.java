package io.imagesync.ssh;

import com.jcraft.jsch.ChannelDirectStreamLocal;
import com.jcraft.jsch.JSchException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;

/// Opens Unix sockets behind a connection: `direct-streamlocal@openssh.com` (OpenSSH's PROTOCOL, section 2.4). sshd
/// does not count it as a session (MaxSessions).
final class StreamLocal {
    /// As much as a server may send before it is told that there is room again.
    private static final int WINDOW = 128 << 10;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private StreamLocal() {}

    /// @return nothing when the server does not open it, whatever the reason: it does not say
    static Optional<RemoteSocket> open(Connection connection, String path, Deadline deadline) throws JSchException {
        ChannelDirectStreamLocal channel =
                (ChannelDirectStreamLocal) connection.channel("direct-streamlocal@openssh.com");
        Pipe pipe = new Pipe(WINDOW, PATIENCE);
        channel.setSocketPath(path);
        channel.setOutputStream(pipe.out());
        try {
            OutputStream out = channel.getOutputStream();
            connection.open(channel, deadline.millisLeft());
            return Optional.of(new RemoteSocket(pipe.in(), out, () -> close(pipe, channel)));
        } catch (JSchException | IOException e) {
            if (channel.isClosed() && connection.isUp()) {
                return Optional.empty();
            }
            throw new JSchException("the channel does not open", e);
        }
    }

    /// What the library writes when it closes a channel can wait for a server that does not read.
    private static void close(Pipe pipe, ChannelDirectStreamLocal channel) {
        pipe.close();
        Thread.ofVirtual().start(channel::disconnect);
    }
}
