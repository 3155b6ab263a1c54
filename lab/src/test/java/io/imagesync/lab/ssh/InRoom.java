package io.imagesync.lab.ssh;

import io.imagesync.lab.BesideOthers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/// What the tests start with: a room, and a user with an Ed25519 key.
@Tag("real")
@BesideOthers
abstract class InRoom {
    static final List<String> NODES = List.of("a", "b");

    @TempDir
    Path temp;

    Room room;
    Client client;
    Path key;

    @BeforeEach
    void open() throws Exception {
        room = Room.open(temp);
        client = new Client(room);
        key = client.key("id_ed25519", "ed25519", "");
        prepare();
    }

    /// What a class has besides.
    void prepare() throws Exception {}

    @AfterEach
    void close() throws Exception {
        room.close();
    }

    /// Starts two nodes, a and b, whose host keys are known.
    List<RealSshd> nodes(String... settings) throws IOException {
        RealSshd a = RealSshd.start(room, "a", "127.0.7.1", settings);
        RealSshd b = RealSshd.start(room, "b", "127.0.7.2", settings);
        client.knows(a.knownHost());
        client.knows(b.knownHost());
        return List.of(a, b);
    }

    ImageSync imageSync() {
        return new ImageSync(room, NODES.toArray(String[]::new));
    }

    /// Both: the plain client, and image-sync, without a word on stderr.
    void bothWork(String... plainOptions) throws IOException {
        client.plainSshWorks(NODES, plainOptions);
        imageSync().reachesAll();
    }
}
