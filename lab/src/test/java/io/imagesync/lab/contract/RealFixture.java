package io.imagesync.lab.contract;

import io.imagesync.lab.e2e.Access;
import io.imagesync.lab.e2e.RealLab;
import io.imagesync.model.ImageRef;
import io.imagesync.model.RuntimeAccess;
import io.imagesync.node.Node;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.stream.IntStream;

/// The only node of a lab. All is the same for every way of working it but how it is opened.
final class RealFixture implements NodeFixture {
    private static final String NODE = "w1";
    private static final String HOLDING = " mark-hold-";

    private final RealLab lab;
    private final NodeConnection connection;

    private RealFixture(RealLab lab, Access access) {
        this.lab = lab;
        this.connection = new NodeConnection(lab.sshConfig(), RuntimeAccess.valueOf(access.name()));
    }

    static RealFixture emptied(RealLab lab, Access access) {
        lab.forgetPulls(NODE);
        lab.on(NODE, "rm -f /root/.bashrc");
        lab.on(NODE, "ctr -n k8s.io containers ls -q | xargs -r ctr -n k8s.io containers rm");
        lab.removeImages(NODE);
        return new RealFixture(lab, access);
    }

    @Override
    public Node connect() throws InterruptedException {
        return connection.open(NODE);
    }

    @Override
    public Published publish(String name, int kilobytes) {
        RealLab.Pushed pushed = lab.pushed(name, kilobytes);
        return new Published(ImageRef.of(pushed.reference()), pushed.digest());
    }

    @Override
    public void hold(Published image) {
        lab.real("load", NODE, image.reference().toString());
    }

    @Override
    public void tag(Published image, ImageRef name) {
        lab.real("tag", NODE, image.reference().toString(), name.toString());
    }

    @Override
    public void container(String name, String image) {
        lab.real("ctr", NODE, "containers", "create", image, name);
    }

    /// crictl lists those of CRI only.
    @Override
    public boolean knowsContainers() {
        return lab.access() == Access.CRI;
    }

    /// By the name that its configuration has for it.
    @Override
    public void makeSandboxesOf(Published image) {
        String name = lab.on(NODE, """
                containerd config dump 2>/dev/null | sed -n 's/^ *sandbox\\(_image\\)\\{0,1\\} = .\\(.*\\).$/\\2/p'
                """).strip();
        lab.real("tag", NODE, image.reference().toString(), name);
        lab.on(NODE, """
                until /opt/lab/crictl -r unix:///run/containerd/containerd.sock images -o json | grep -q %s; do sleep 0.1; done
                """.formatted(name));
    }

    /// All of one image. CRI learns of what ctr does a little later.
    @Override
    public List<ImageRef> holdMany(int names) {
        Published image = publish("bcm11/many:0", 1);
        hold(image);
        String repository = "registry.lab:5000/bcm11/many:";
        lab.on(NODE, """
                seq -f %s%%g 1 %d | xargs ctr -n k8s.io images tag %s >/dev/null
                until [ "$(/opt/lab/crictl images -o json | grep -o bcm11/many: | wc -l)" -ge %d ]; do sleep 0.2; done
                """.formatted(repository, names - 1, image.reference(), names));
        return IntStream.range(0, names)
                .mapToObj(i -> ImageRef.of(repository + i))
                .toList();
    }

    @Override
    public ImageRef unpublished() {
        return ImageRef.of("registry.lab:5000/bcm11/absent:1.0");
    }

    @Override
    public List<String> held() {
        return lab.real("images", NODE).lines().toList();
    }

    @Override
    public String architecture() {
        return lab.on(NODE, "uname -m").strip();
    }

    @Override
    public void stallPulls() {
        lab.holdPulls(NODE);
    }

    @Override
    public void releasePulls() {
        lab.releasePulls(NODE);
    }

    @Override
    public int started() {
        return lab.pulls(NODE).started().size();
    }

    /// What holds the connection may go on.
    @Override
    public boolean idle() {
        return lab.work(NODE).stream().allMatch(work -> work.contains(HOLDING));
    }

    @Override
    public boolean hasContents() {
        return lab.access() == Access.CRI;
    }

    @Override
    public boolean takesPins() {
        return lab.takesPins();
    }

    @Override
    public String ask(int port, String line) {
        return lab.real("exec", NODE, "bash", "-c", """
                exec 3<>/dev/tcp/127.0.0.1/$1 && echo "$2" >&3 && head -n 1 <&3 || :
                """, "bash", "" + port, line)
                .strip();
    }

    @Override
    public boolean reachedByOthers(int port) throws IOException {
        InetAddress address = InetAddress.ofLiteral(lab.real("address", NODE).strip());
        try (Socket _ = new Socket(address, port)) {
            return true;
        } catch (ConnectException _) {
            return false;
        }
    }

    @Override
    public void shellSays(String stdout, String stderr) {
        lab.real("exec", NODE, "sh", "-c", """
                printf %s "$1" >/run/out; printf %s "$2" >/run/err
                echo 'cat /run/out; cat /run/err >&2' >/root/.bashrc
                """, "sh", stdout, stderr);
    }

    @Override
    public void breakConnections() {
        lab.on(NODE, "kill $(pgrep -f '[s]shd: root@')");
    }

    @Override
    public void close() {
        connection.close();
    }
}
