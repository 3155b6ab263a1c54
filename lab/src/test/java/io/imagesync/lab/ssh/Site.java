package io.imagesync.lab.ssh;

import java.io.IOException;
import java.util.List;

/// A network of its own within a [Room]: loopback addresses that are other hosts than the room's, and one address at
/// which its gateway is reached from the room.
final class Site {
    private final Room room;
    private final String process;
    private final int number;

    private Site(Room room, String process, int number) {
        this.room = room;
        this.process = process;
        this.number = number;
    }

    /// @param number of the site in its room, 1 to 9
    static Site open(Room room, int number) {
        String process = room.output("sh", "-c", """
                set -e
                unshare --net sleep infinity >/dev/null 2>&1 &
                until [ "$(readlink /proc/$!/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.01; done
                ip link add "site$0" type veth peer name gateway netns $!
                ip address add "10.9.$0.1/24" dev "site$0"
                ip link set "site$0" up
                nsenter --target $! --net sh -c "
                    ip address add 10.9.$0.2/24 dev gateway && ip link set gateway up && ip link set lo up"
                echo $!""", "" + number).strip();
        return new Site(room, process, number);
    }

    String gateway() {
        return "10.9." + number + ".2";
    }

    /// Starts an sshd in there.
    RealSshd sshd(String name, String address, String... settings) throws IOException {
        return RealSshd.startWithin(List.of("nsenter", "--target", process, "--net"), room, name, address, settings);
    }
}
