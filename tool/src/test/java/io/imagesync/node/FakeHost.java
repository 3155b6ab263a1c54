package io.imagesync.node;

import io.imagesync.model.Result;
import io.imagesync.ssh.Command;
import io.imagesync.ssh.RemoteHost;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A host that gives one answer to everything and keeps what it was asked.
public final class FakeHost implements RemoteHost {
    private final Result<Ran> answer;
    final List<Command> commands = new ArrayList<>();
    final List<Duration> deadlines = new ArrayList<>();
    boolean closed;

    public FakeHost(Result<Ran> answer) {
        this.answer = answer;
    }

    static FakeHost exits(int code, String stdout, String stderr) {
        return new FakeHost(new Result.Ok<>(new Ran.Exited(code, bytes(stdout), false, bytes(stderr))));
    }

    static FakeHost says(byte[] stdout) {
        return new FakeHost(new Result.Ok<>(new Ran.Exited(0, stdout, false, new byte[0])));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Result<Ran> run(Command command, Duration deadline) {
        commands.add(command);
        deadlines.add(deadline);
        return answer;
    }

    @Override
    public Result<SocketChannel> open(String socket, Duration deadline) {
        return RemoteHost.lost("nobody is there");
    }

    @Override
    public Result<Port> listen(Path socket, Duration deadline) {
        return RemoteHost.lost("nobody is there");
    }

    @Override
    public Optional<String> hostKey() {
        return Optional.of("SHA256:fake");
    }

    @Override
    public boolean staysConnected(Duration time) {
        return !closed;
    }

    @Override
    public void rest() {}

    @Override
    public void close() {
        closed = true;
    }
}
