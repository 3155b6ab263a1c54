package io.imagesync.ssh;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Connects: way, key exchange, host key, login; all within one limit.
///
/// @param limit for one hop
/// @param warnings what a human should know though the connection came about
record Handshake(LocalUser local, Duration limit, HostKeyRecorder recorder, Consumer<String> warnings) {
    /// Opens the way to the server.
    @FunctionalInterface
    interface Dialer {
        Transport open(Attempt attempt) throws SshFailed;
    }

    Connection connect(ClientConfig config, Dialer dialer) throws SshFailed, InterruptedException {
        Attempt attempt = new Attempt(config, limit);
        boolean connected = false;
        try {
            Connection connection = BlockingCall.within(
                    attempt.deadline(),
                    Thread.ofPlatform()
                            .daemon()
                            .name("connect " + config.host())
                            .factory(),
                    () -> shakeHands(attempt, dialer.open(attempt)),
                    Connection::close);
            connected = true;
            connection.keepAlive(config.keepAlive());
            return connection;
        } catch (TimeoutException e) {
            throw attempt.timedOut();
        } finally {
            if (!connected) {
                attempt.abandon();
            }
        }
    }

    private Connection shakeHands(Attempt attempt, Transport transport) throws SshFailed {
        ClientConfig config = attempt.config();
        attempt.opened(transport::close);
        OpenedProxy proxy = new OpenedProxy(transport);
        HostKeyCheck hostKey = new HostKeyCheck(config, recorder, warnings);
        OfferedKeys keys = new OfferedKeys(config, local);
        try {
            Session session = session(config, hostKey, keys);
            session.setProxy(proxy);
            session.connect(attempt.deadline().millisLeft());
            return new Connection(config.query().host(), session, proxy);
        } catch (JSchException | RuntimeException e) {
            throw new SshFailed(new HandshakeFailure(config, hostKey, keys, transport, proxy.ended()).of(e));
        }
    }

    private static Session session(ClientConfig config, HostKeyCheck hostKey, OfferedKeys keys) throws JSchException {
        Session session = new JSch().getSession(config.user(), config.host(), config.port());
        config.hostKeys().alias().ifPresent(session::setHostKeyAlias);
        config.algorithms().applyTo(session, hostKey.knownTypes());
        session.setHostKeyRepository(hostKey);
        session.setIdentityRepository(keys);
        session.setConfig("StrictHostKeyChecking", "yes");
        session.setConfig("prefer_known_host_key_types", "no");
        session.setConfig("PreferredAuthentications", "publickey");
        session.setConfig("MaxAuthTries", "100");
        session.setThreadFactory(
                switch (config.route()) {
                    case ClientConfig.Route.Command command ->
                        Thread.ofPlatform().daemon().factory();
                    case ClientConfig.Route.Direct direct -> Thread.ofVirtual().factory();
                    case ClientConfig.Route.Jump jump -> Thread.ofVirtual().factory();
                });
        return session;
    }
}
