package io.imagesync.lab.embedded;

import io.imagesync.model.ImageRef;
import java.io.IOException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;

/// A node inside this JVM: an SSH server that answers the helper's commands, and CRI on the sockets of its
/// runtime, from a store in memory. Everything about it can be changed while it runs.
public final class EmbeddedNode implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final NodeSettings settings;
    private final SshServer server = SshServer.setUpDefaultServer();
    private final KeyPair hostKey = Keys.generate();
    private final EventLog events = new EventLog();
    private final Script script = new Script();
    private final PullGauge pulls;
    private final FakeRuntime runtime;
    private final CriServer cri;

    private EmbeddedNode(NodeSettings settings, EmbeddedRegistry registry, PullGauge fleet) {
        this.settings = settings;
        this.pulls = PullGauge.partOf(fleet);
        this.runtime = new FakeRuntime(settings, registry, events, pulls);
        this.cri = new CriServer(new CriServices(runtime, script, events));
    }

    /// Starts a node that is on its own.
    public static EmbeddedNode start(NodeSettings settings, EmbeddedRegistry registry) throws IOException {
        return start(settings, registry, PullGauge.ofFleet());
    }

    static EmbeddedNode start(NodeSettings settings, EmbeddedRegistry registry, PullGauge fleet) throws IOException {
        EmbeddedNode node = new EmbeddedNode(settings, registry, fleet);
        try {
            node.listen();
            return node;
        } catch (IOException e) {
            node.close();
            throw e;
        }
    }

    private void listen() throws IOException {
        SessionLimit sessions = new SessionLimit(settings.maxSessions());
        NodeSockets sockets = new NodeSockets(settings, cri);
        NodePorts ports = new NodePorts(settings, events);
        // As sshd does: else each packet would wait for the word that the one before has come, which is late.
        CoreModuleProperties.TCP_NODELAY.set(server, true);
        server.setHost(settings.address());
        server.setPort(settings.port());
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        server.setPublickeyAuthenticator((user, key, session) ->
                settings.authorizedKey().map(key::equals).orElse(true));
        server.addSessionListener(new Logins());
        server.setChannelFactories(List.of(sessions, StreamLocalChannel.to(sockets, events)));
        server.addChannelListener(sessions);
        server.setForwardingFilter(ports);
        server.setForwarderFactory(ports);
        server.setCommandFactory((channel, line) -> {
            events.add(new NodeEvent.Commanded(line));
            return new ExecCommand(line, new HelperSession.World(runtime, script, sockets, ports), sessions);
        });
        server.start();
    }

    /// Writes connections and logins into the log.
    private final class Logins implements SessionListener {
        @Override
        public void sessionCreated(Session session) {
            events.add(new NodeEvent.Connected());
        }

        @Override
        public void sessionEvent(Session session, Event event) {
            if (event == Event.Authenticated) {
                events.add(new NodeEvent.LoggedIn(session.getUsername()));
            }
        }
    }

    public String name() {
        return settings.name();
    }

    public String address() {
        return settings.address();
    }

    /// The port it listens on.
    public int port() {
        return server.getPort();
    }

    public PublicKey hostKey() {
        return hostKey.getPublic();
    }

    public ImageStore store() {
        return runtime.store();
    }

    /// What its pulls fail with, before the registry's own faults.
    public Faults faults() {
        return runtime.faults();
    }

    public Script script() {
        return script;
    }

    public EventLog events() {
        return events;
    }

    public PullGauge pulls() {
        return pulls;
    }

    /// TCP connections that were ever accepted.
    public int connections() {
        return events.count(NodeEvent.Connected.class);
    }

    /// Connections that are open now.
    public int openConnections() {
        return server.getActiveSessions().size();
    }

    /// Commands that were ever started.
    public int commands() {
        return events.count(NodeEvent.Commanded.class);
    }

    /// The helper's verbs, as they were asked for.
    public List<String> verbs() {
        return events.of(NodeEvent.Commanded.class).stream()
                .map(command -> HelperCall.parse(command.line()))
                .flatMap(call -> call instanceof HelperCall.Valid valid ? Stream.of(valid.verb()) : Stream.empty())
                .toList();
    }

    /// Calls of CRI and of the content store that were ever made.
    public int calls() {
        return events.count(NodeEvent.Called.class);
    }

    /// How many bytes of an image are there while its pull is held by its [Pace], now or when it starts. With all of
    /// them the runtime unpacks.
    public void downloaded(String reference, long bytes) {
        runtime.blobs().downloaded(ImageRef.of(reference), bytes);
    }

    /// A download that nobody goes on with: the runtime ended during it, long ago.
    ///
    /// @param ref such as `layer-sha256:...`
    /// @param bytes that are there
    /// @param total bytes of the whole
    public void staleDownload(String ref, long bytes, long total) {
        runtime.blobs().addStale(new Ingest(ref, bytes, total));
    }

    /// A blob is there no longer, as after a garbage collection at the wrong moment.
    ///
    /// @param digest `sha256:...`
    public void loseBlob(String digest) {
        runtime.blobs().remove(digest);
    }

    /// A blob is no longer what its digest says.
    public void damageBlob(String digest) {
        runtime.blobs().damage(digest);
    }

    /// Stores images that the registry has, as if they had been pulled long ago.
    public EmbeddedNode seed(String... references) {
        List.of(references).forEach(runtime::seed);
        return this;
    }

    public List<StoredContainer> containers() {
        return runtime.containers().all();
    }

    /// The containers that there are from now on.
    public void containers(StoredContainer... all) {
        runtime.containers().all(List.of(all));
    }

    /// The image of which the runtime makes sandboxes; no image of that name need be there.
    public void sandboxImage(String reference) {
        runtime.containers().sandboxImage(reference);
    }

    /// The disk from now on; pulls take from what is available.
    public void disk(Disk disk) {
        runtime.disk(disk);
    }

    /// The node's clock from now on.
    public void clock(InstantSource clock) {
        runtime.blobs().clock(clock);
    }

    /// The pace of pulls that start from now on.
    public void pace(Pace pace) {
        runtime.pace(pace);
    }

    /// Ends every connection at once, as a node that loses its network.
    public void dropConnections() {
        server.getActiveSessions().forEach(session -> session.close(true));
    }

    /// @throws IllegalStateException when the script had a reply that could not be given
    @Override
    public void close() {
        server.close(true).awaitUninterruptibly(STOP_LIMIT);
        cri.close();
        if (!script.unfit().isEmpty()) {
            throw new IllegalStateException(name() + ": " + script.unfit());
        }
    }
}
