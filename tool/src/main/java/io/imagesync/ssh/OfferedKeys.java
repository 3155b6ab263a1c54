package io.imagesync.ssh;

import com.jcraft.jsch.AgentIdentityRepository;
import com.jcraft.jsch.AgentProxyException;
import com.jcraft.jsch.Identity;
import com.jcraft.jsch.IdentityRepository;
import com.jcraft.jsch.SSHAgentConnector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Vector;
import java.util.stream.Stream;

/// The keys to log in with, in the order in which OpenSSH offers them: certificates, keys of the agent that are also
/// configured, the agent's others (unless IdentitiesOnly), keys from files alone. Nobody is ever asked for a
/// passphrase.
final class OfferedKeys implements IdentityRepository {
    private final List<Key> keys = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    OfferedKeys(ClientConfig config, LocalUser local) {
        ClientConfig.Login login = config.login();
        List<KeyFile> files = login.identityFiles().stream()
                .distinct()
                .map(p -> KeyFile.read(p, local))
                .toList();
        List<Key> agent = login.agent().map(this::agentKeys).orElse(List.of());
        List<Key> signers = Stream.concat(agent.stream(), files.stream().flatMap(f -> f.key().stream()))
                .toList();
        certificates(login)
                .forEach(c -> signers.stream()
                        .flatMap(s -> s.certifiedBy(c).stream())
                        .findFirst()
                        .ifPresent(keys::add));
        files.forEach(f -> agent.stream()
                .filter(a -> f.blob().filter(a.blob()::equals).isPresent())
                .forEach(keys::add));
        if (!login.identitiesOnly()) {
            keys.addAll(agent);
        }
        files.forEach(f -> f.key().ifPresent(keys::add));
        dropRepeated();
        dropWeak(login.requiredRsaSize());
        noteUseless(files);
        noteMissing(config.query());
    }

    private static List<Key> certificates(ClientConfig.Login login) {
        Stream<Path> besideKeys =
                login.identityFiles().stream().map(p -> p.resolveSibling(p.getFileName() + "-cert.pub"));
        return Stream.concat(login.certificateFiles().stream(), besideKeys)
                .flatMap(p -> KeyFile.certificate(p).stream())
                .toList();
    }

    private List<Key> agentKeys(Path socket) {
        try {
            return new AgentIdentityRepository(new SSHAgentConnector(socket))
                    .getIdentities().stream().flatMap(i -> agentKey(i).stream()).toList();
        } catch (AgentProxyException e) {
            notes.add("the agent cannot be asked");
            return List.of();
        }
    }

    private static Optional<Key> agentKey(Identity identity) {
        return KeyBlob.of(identity.getPublicKeyBlob())
                .map(b -> new Key("agent: " + identity.getName(), b, identity::getSignature));
    }

    private void dropRepeated() {
        List<KeyBlob> seen = new ArrayList<>();
        keys.removeIf(k -> seen.contains(k.blob()) || !seen.add(k.blob()));
    }

    private void dropWeak(int requiredRsaSize) {
        for (Key key : List.copyOf(keys)) {
            if (key.blob().rsaBits() < requiredRsaSize) {
                keys.remove(key);
                notes.add("not " + key.name() + ": shorter than RequiredRSASize");
            }
        }
    }

    private void noteUseless(List<KeyFile> files) {
        for (KeyFile file : files) {
            boolean offered = file.blob()
                    .filter(b -> keys.stream().anyMatch(k -> k.blob().equals(b)))
                    .isPresent();
            if (!offered) {
                file.trouble().ifPresent(t -> notes.add("not " + file.path() + ": " + t));
            }
        }
    }

    private void noteMissing(HostQuery query) {
        query.identityFile()
                .filter(f -> !Files.isReadable(f))
                .ifPresent(f -> notes.add("SSH_IDENTITY_FILE " + f + " cannot be read"));
    }

    /// What was offered and what could not be, for a message.
    String words() {
        String tried = keys.isEmpty()
                ? "no usable key"
                : "offered " + String.join(", ", keys.stream().map(Key::name).toList());
        return Stream.concat(Stream.of(tried), notes.stream())
                .reduce((a, b) -> a + "; " + b)
                .orElse(tried);
    }

    @Override
    public Vector<Identity> getIdentities() {
        return new Vector<>(keys);
    }

    @Override
    public String getName() {
        return "image-sync";
    }

    @Override
    public int getStatus() {
        return RUNNING;
    }

    @Override
    public boolean add(byte[] identity) {
        return false;
    }

    @Override
    public boolean remove(byte[] blob) {
        return false;
    }

    @Override
    public void removeAll() {}
}
