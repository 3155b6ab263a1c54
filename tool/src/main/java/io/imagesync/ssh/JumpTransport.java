package io.imagesync.ssh;

import com.jcraft.jsch.ChannelDirectTCPIP;
import com.jcraft.jsch.JSchException;
import io.imagesync.model.ConnectFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/// A connection that the jump host opens for us, carried by a channel of our connection to the jump host.
record JumpTransport(JumpHosts.Lease jump, ChannelDirectTCPIP channel, InputStream in, OutputStream out)
        implements Transport {
    private static final int CAPACITY = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// @param jump is handed over: it is given back when this transport closes, or at once when it does not come about
    static JumpTransport open(Attempt attempt, JumpHosts.Lease jump) throws SshFailed {
        ClientConfig config = attempt.config();
        try {
            ChannelDirectTCPIP channel = (ChannelDirectTCPIP) jump.connection().channel("direct-tcpip");
            Pipe pipe = new Pipe(CAPACITY, PATIENCE);
            channel.setHost(config.host());
            channel.setPort(config.port());
            channel.setOutputStream(pipe.out());
            OutputStream out = channel.getOutputStream();
            attempt.opened(channel::disconnect);
            jump.connection().open(channel, attempt.deadline().millisLeft());
            if (channel.isConnected()) {
                return new JumpTransport(jump, channel, pipe.in(), out);
            }
            throw failed(attempt, jump);
        } catch (JSchException | IOException e) {
            throw failed(attempt, jump);
        }
    }

    private static SshFailed failed(Attempt attempt, JumpHosts.Lease jump) {
        String host = jump.connection().name();
        boolean up = jump.connection().isUp();
        jump.close();
        if (attempt.deadline().passed()) {
            return attempt.timedOut();
        }
        return new SshFailed(
                up
                        ? new ConnectFailure.Unreachable(
                                attempt.config().address(),
                                "the jump host " + host + " cannot, or may not, connect to it")
                        : new ConnectFailure.ConnectionLost("the jump host " + host + " is gone"));
    }

    @Override
    public void close() {
        try (in) {
            channel.disconnect();
        } catch (IOException e) {
            throw new IllegalStateException("a pipe closes without I/O", e);
        } finally {
            jump.close();
        }
    }
}
