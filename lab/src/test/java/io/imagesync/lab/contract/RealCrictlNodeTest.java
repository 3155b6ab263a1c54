package io.imagesync.lab.contract;

import io.imagesync.lab.e2e.RealLab;
import io.imagesync.model.ImageRef;
import io.imagesync.node.Node;
import io.imagesync.node.RuntimeSettings.Access;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/// The suite on sshd, the helper's shell text, containerd and a registry.
@Tag("real")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealCrictlNodeTest extends NodeContract {
    private static final String NODE = "w1";

    private RealLab lab;

    @BeforeAll
    void up() throws Exception {
        lab = RealLab.up(1);
    }

    @AfterAll
    void down() throws Exception {
        lab.close();
    }

    @Override
    NodeFixture start() throws Exception {
        lab.on(NODE, """
                rm -f /run/crictl.delay /root/.bashrc; : >/run/crictl.log
                ctr -n k8s.io images ls -q | xargs -r ctr -n k8s.io images rm --sync >/dev/null
                """);
        return new Real(lab);
    }

    private static final class Real implements NodeFixture {
        private final RealLab lab;
        private final NodeConnection connection;

        Real(RealLab lab) {
            this.lab = lab;
            this.connection = new NodeConnection(lab.sshConfig(), Access.CRICTL);
        }

        @Override
        public Node connect() throws InterruptedException {
            return connection.open(NODE);
        }

        @Override
        public Published publish(String name, int kilobytes) throws Exception {
            String[] pushed =
                    lab.real("push", name, String.valueOf(kilobytes)).strip().split(" ", 2);
            return new Published(ImageRef.of(pushed[0]), pushed[1]);
        }

        @Override
        public void hold(Published image) throws Exception {
            lab.on(NODE, "crictl -r unix:///run/containerd/containerd.sock pull " + image.reference());
        }

        @Override
        public ImageRef unpublished() {
            return ImageRef.of("registry.lab:5000/bcm11/absent:1.0");
        }

        @Override
        public List<String> held() throws Exception {
            return lab.real("images", NODE).lines().toList();
        }

        @Override
        public String architecture() throws Exception {
            return lab.on(NODE, "uname -m").strip();
        }

        @Override
        public void stallPulls() throws Exception {
            lab.on(NODE, "echo infinity >/run/crictl.delay");
        }

        /// A stalled pull is a crictl that waits for its child, a sleep.
        @Override
        public void releasePulls() throws Exception {
            lab.on(NODE, """
                    rm -f /run/crictl.delay
                    while read -r what when pid reference; do
                        [ "$what" = end ] || pkill -P "$pid" -x sleep
                    done </run/crictl.log
                    true
                    """);
        }

        @Override
        public int started() throws Exception {
            return Integer.parseInt(
                    lab.on(NODE, "grep -c ^start /run/crictl.log || true").strip());
        }

        @Override
        public boolean idle() throws Exception {
            return lab.on(NODE, "pgrep -f '[c]rictl .*pull' || ctr -n k8s.io content active | tail -n +2")
                    .isBlank();
        }

        @Override
        public void shellSays(String stdout, String stderr) throws Exception {
            lab.real("exec", NODE, "sh", "-c", """
                    printf %s "$1" >/run/out; printf %s "$2" >/run/err
                    echo 'cat /run/out; cat /run/err >&2' >/root/.bashrc
                    """, "sh", stdout, stderr);
        }

        @Override
        public void breakConnections() throws Exception {
            lab.on(NODE, "kill $(pgrep -f '[s]shd: root@')");
        }

        @Override
        public void close() {
            connection.close();
        }
    }
}
