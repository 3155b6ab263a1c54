package io.imagesync.lab.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Nodes that are reached through others.
class JumpsTest extends InRoom {
    @Test
    void overTwoHops() throws Exception {
        Site site = Site.open(room, 1);
        RealSshd outer = site.sshd("outer", site.gateway());
        RealSshd inner = site.sshd("inner", "127.0.8.1");
        RealSshd a = site.sshd("a", "127.0.8.2");
        RealSshd b = site.sshd("b", "127.0.8.3");
        for (RealSshd each : new RealSshd[] {outer, inner, a, b}) {
            client.knows(each.knownHost());
        }
        client.config("""
                Host outer
                  HostName %s
                Host inner
                  HostName 127.0.8.1
                Host a
                  HostName 127.0.8.2
                Host b
                  HostName 127.0.8.3
                Host a b
                  ProxyJump outer,inner
                """.formatted(site.gateway()));
        client.plainSshWorks(NODES);
        long before = inner.logins();

        imageSync().reachesAll();

        assertThat(inner.logins()).isGreaterThan(before);
    }

    @Test
    void twoNodesOfOneAddressBehindTwoHosts() throws Exception {
        for (int i = 1; i <= 2; i++) {
            String node = NODES.get(i - 1);
            Site site = Site.open(room, i);
            client.knows(site.sshd("to-" + node, site.gateway()).knownHost());
            client.knows(site.sshd(node, "127.9.9.9").knownHost(node));
            client.config("""
                    Host to-%1$s
                      HostName %2$s
                    Host %1$s
                      HostName 127.9.9.9
                      HostKeyAlias %1$s
                      ProxyJump to-%1$s
                    """.formatted(node, site.gateway()));
        }

        bothWork();
    }

    @Test
    void throughAHostThatIsANodeToo() throws Exception {
        Site site = Site.open(room, 1);
        client.knows(site.sshd("a", site.gateway()).knownHost());
        client.knows(site.sshd("b", "127.0.8.2").knownHost());
        client.config("""
                Host a
                  HostName %s
                Host b
                  HostName 127.0.8.2
                  ProxyJump a
                """.formatted(site.gateway()));

        bothWork();
    }

    @Test
    void throughACommandWithBlanks() throws Exception {
        Site site = Site.open(room, 1);
        client.knows(site.sshd("jump", site.gateway()).knownHost(site.gateway()));
        client.knows(site.sshd("a", "127.0.8.2").knownHost());
        client.knows(site.sshd("b", "127.0.8.3").knownHost());
        Path called = room.folder().resolve("called");
        Path folder = Files.createDirectories(room.folder().resolve("my tools"));
        Path tool = Room.script(folder.resolve("to site"), """
                #!/bin/sh
                echo "$1 $2 $3" >>'%s'
                exec ssh -W "$2:$3" "$1"
                """.formatted(called));
        client.config("""
                Host a
                  HostName 127.0.8.2
                Host b
                  HostName 127.0.8.3
                Host a b
                  ProxyCommand "%s" '%s' %%h %%p
                """.formatted(tool, site.gateway()));

        bothWork();

        assertThat(Files.readAllLines(called))
                .contains(site.gateway() + " 127.0.8.2 22", site.gateway() + " 127.0.8.3 22");
    }
}
