package io.imagesync.ssh;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.UserInfo;
import io.imagesync.model.ConnectFailure;
import io.imagesync.ssh.ClientConfig.HostKeys;
import io.imagesync.ssh.KnownHost.Marker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Decides about the key that one host shows, as OpenSSH does, except that a changed key is refused whatever
/// StrictHostKeyChecking says. Why it was refused can be asked for afterwards.
final class HostKeyCheck implements HostKeyRepository {
    private final ClientConfig config;
    private final HostNames names;
    private final KnownHosts known;
    private final HostKeyRecorder recorder;
    private final Consumer<String> warnings;
    private Optional<ConnectFailure> refusal = Optional.empty();

    HostKeyCheck(ClientConfig config, HostKeyRecorder recorder, Consumer<String> warnings) {
        this.config = config;
        this.recorder = recorder;
        this.warnings = warnings;
        names = HostNames.of(config);
        HostKeys settings = config.hostKeys();
        known = KnownHosts.read(
                Stream.concat(settings.userFiles().stream(), settings.globalFiles().stream())
                        .toList(),
                names);
    }

    KnownKeyTypes knownTypes() {
        return known.types();
    }

    Optional<ConnectFailure> refusal() {
        return refusal;
    }

    @Override
    public int check(String host, byte[] key) {
        refusal = KeyBlob.of(key)
                .map(this::judge)
                .orElseGet(() -> Optional.of(
                        new ConnectFailure.ProtocolError(config.address(), "it shows a malformed host key", false)));
        return refusal.isEmpty() ? OK : CHANGED;
    }

    private Optional<ConnectFailure> judge(KeyBlob key) {
        Optional<KnownHost> revoked = known.revocation(key);
        if (revoked.isPresent()) {
            return Optional.of(changed(key, "ssh-keygen -F ", revoked.get()));
        }
        if (key.rsaBits() < config.login().requiredRsaSize()) {
            return Optional.of(new ConnectFailure.Unsupported(
                    "RequiredRSASize", "the host key is shorter, " + key.rsaBits() + " bits"));
        }
        if (known.has(key)) {
            return Optional.empty();
        }
        return known.otherKey()
                .map(other -> changed(key, "ssh-keygen -R ", other))
                .or(() -> unknown(key));
    }

    private Optional<ConnectFailure> unknown(KeyBlob key) {
        return switch (config.hostKeys().strictness()) {
            case REFUSE_UNKNOWN ->
                Optional.of(new ConnectFailure.HostKeyUnknown(
                        config.query().host(), key.fingerprint(), config.query().acceptingCommand()));
            case RECORD_UNKNOWN -> {
                record(key);
                yield Optional.empty();
            }
            case ACCEPT_UNKNOWN -> {
                warnings.accept("the host key of " + config.query().host() + " is not known (" + key.fingerprint()
                        + ") and was accepted all the same: StrictHostKeyChecking is off for it");
                yield Optional.empty();
            }
        };
    }

    private void record(KeyBlob key) {
        List<Path> files = config.hostKeys().userFiles();
        try {
            if (!files.isEmpty()) {
                recorder.record(
                        files.getFirst(), names.exact(), config.hostKeys().hash(), key);
            }
        } catch (IOException e) {
            warnings.accept("the host key of " + config.query().host() + " (" + key.fingerprint()
                    + ") could not be recorded in " + files.getFirst());
        }
    }

    private ConnectFailure changed(KeyBlob key, String command, KnownHost line) {
        String name = names.isExact(line) ? names.exact() : names.others().getFirst();
        return new ConnectFailure.HostKeyChanged(
                config.query().host(),
                key.fingerprint(),
                command + ShellQuote.words(List.of(name, "-f", line.file().toString())));
    }

    /// Authorities and revoked keys of this host; the library checks certificates of hosts against them.
    @Override
    public HostKey[] getHostKey() {
        List<HostKey> keys = new ArrayList<>();
        add(keys, "@cert-authority", known.marked(Marker.AUTHORITY));
        add(keys, "@revoked", known.marked(Marker.REVOKED));
        return keys.toArray(HostKey[]::new);
    }

    /// The names have been matched already, so that the library may take every line for this host.
    private static void add(List<HostKey> keys, String marker, List<KnownHost> lines) {
        for (KnownHost line : lines) {
            try {
                keys.add(new HostKey(marker, "*", HostKey.GUESS, line.key().bytes(), null));
            } catch (JSchException e) {
                // Of a type that the library does not know, so it can neither show nor vouch for one.
            }
        }
    }

    @Override
    public HostKey[] getHostKey(String host, String type) {
        return new HostKey[0];
    }

    @Override
    public void add(HostKey key, UserInfo user) {}

    @Override
    public void remove(String host, String type) {}

    @Override
    public void remove(String host, String type, byte[] key) {}

    @Override
    public String getKnownHostsRepositoryID() {
        return "known_hosts";
    }
}
