package io.imagesync.node;

import io.imagesync.model.Result;
import io.imagesync.ssh.Command;
import io.imagesync.ssh.RemoteHost;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;

/// A host that stays open when whoever it was lent to is done with it.
record LentHost(RemoteHost host) implements RemoteHost {
    @Override
    public Result<Ran> run(Command command, Duration deadline) throws InterruptedException {
        return host.run(command, deadline);
    }

    @Override
    public Result<SocketChannel> open(String socket, Duration deadline) throws InterruptedException {
        return host.open(socket, deadline);
    }

    @Override
    public Optional<String> hostKey() {
        return host.hostKey();
    }

    @Override
    public boolean staysConnected(Duration time) throws InterruptedException {
        return host.staysConnected(time);
    }

    @Override
    public void rest() {
        host.rest();
    }

    @Override
    public void close() {}
}
