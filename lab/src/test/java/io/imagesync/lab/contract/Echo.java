package io.imagesync.lab.contract;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Scanner;

/// Says on a Unix socket what it was told, to everybody, one line.
record Echo(Path socket, ServerSocketChannel server) implements AutoCloseable {
    static Echo at(Path socket) throws IOException {
        ServerSocketChannel server =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        Echo echo = new Echo(socket, server);
        Thread.ofPlatform().daemon().start(echo::serve);
        return echo;
    }

    private void serve() {
        while (server.isOpen()) {
            try (SocketChannel peer = server.accept();
                    Scanner in = new Scanner(peer, StandardCharsets.UTF_8)) {
                String answer = "you said " + (in.hasNextLine() ? in.nextLine() : "nothing") + "\n";
                Channels.newOutputStream(peer).write(answer.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // The next one may do better; a closed server has none.
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
