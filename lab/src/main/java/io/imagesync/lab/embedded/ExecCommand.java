package io.imagesync.lab.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/// A command that came through SSH, run by a virtual thread of its own.
final class ExecCommand implements Command {
    private final String line;
    private final HelperSession.World world;
    private final SessionLimit sessions;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private InputStream in = InputStream.nullInputStream();
    private OutputStream out = OutputStream.nullOutputStream();
    private OutputStream err = OutputStream.nullOutputStream();
    private ExitCallback exit = (code, message, immediately) -> {};

    ExecCommand(String line, HelperSession.World world, SessionLimit sessions) {
        this.line = line;
        this.world = world;
        this.sessions = sessions;
    }

    @Override
    public void setInputStream(InputStream stream) {
        in = stream;
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        out = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
        err = stream;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        exit = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) {
        Thread.ofVirtual().name("command").start(() -> {
            int code = run(channel);
            sessions.ended(channel);
            exit.onExit(code);
        });
    }

    @Override
    public void destroy(ChannelSession channel) {
        gone.complete(null);
    }

    /// As a shell would run it, with the lines that mark the beginning and the end; one that holds the connection
    /// waits until stdin is closed.
    private int run(ChannelSession channel) {
        Stdin stdin = Stdin.reading(in);
        List<String> words = ShellWords.of(line);
        String mark = words.size() > 3 && words.get(3).matches("mark-(?:hold|end)-[0-9a-f]+") ? words.get(3) : "";
        try {
            say(err, mark, "");
            int code = run(channel, stdin);
            say(out, mark, " " + code);
            say(err, mark, " " + code);
            if (mark.startsWith("mark-hold")) {
                CompletableFuture.anyOf(stdin.closed(), gone).join();
            }
            return code;
        } catch (IOException e) {
            return 255; // The other side is gone: nobody is left to tell.
        }
    }

    private static void say(OutputStream to, String mark, String code) throws IOException {
        if (!mark.isEmpty()) {
            to.write((mark + code + "\n").getBytes(StandardCharsets.UTF_8));
            to.flush();
        }
    }

    private int run(ChannelSession channel, Stdin stdin) throws IOException {
        return switch (HelperCall.parse(line)) {
            case HelperCall.Valid call ->
                new HelperSession(world, call, new HelperSession.Channel(stdin, out, err, gone, () -> drop(channel)))
                        .run();
            case HelperCall.Refused refused -> refuse(refused);
        };
    }

    private int refuse(HelperCall.Refused refused) throws IOException {
        err.write(refused.stderr().getBytes(StandardCharsets.UTF_8));
        err.flush();
        return refused.exitCode();
    }

    private static void drop(ChannelSession channel) {
        channel.getSession().close(true);
    }
}
