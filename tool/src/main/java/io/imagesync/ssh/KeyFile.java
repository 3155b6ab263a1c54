package io.imagesync.ssh;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.KeyPair;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What an IdentityFile holds.
///
/// @param blob the public half, where it can be told without a passphrase: an agent may have the private one
/// @param key the private key, where it can be used
/// @param trouble why it cannot be used; empty also when there is no such file
record KeyFile(Path path, Optional<KeyBlob> blob, Optional<Key> key, Optional<String> trouble) {
    private static final int MAX_SIZE = 64 * 1024;

    static KeyFile read(Path path, LocalUser local) {
        Optional<byte[]> bytes = bytes(path);
        if (bytes.isEmpty()) {
            return new KeyFile(path, publicHalf(path), Optional.empty(), Optional.empty());
        }
        Optional<KeyBlob> itself = KeyBlob.ofLine(new String(bytes.get(), StandardCharsets.ISO_8859_1));
        if (itself.isPresent()) {
            return new KeyFile(path, itself, Optional.empty(), Optional.empty());
        }
        if (isOpenToOthers(path, local)) {
            return useless(path, "others may read it, run: chmod 600 " + ShellQuote.word(path.toString()));
        }
        return read(path, bytes.get());
    }

    private static KeyFile read(Path path, byte[] bytes) {
        try {
            KeyPair pair = KeyPair.load(new JSch(), bytes, null);
            byte[] publicKey = pair.getPublicKeyBlob();
            Optional<KeyBlob> blob = publicKey == null ? publicHalf(path) : KeyBlob.of(publicKey);
            if (pair.isEncrypted()) {
                return new KeyFile(path, blob, Optional.empty(), Optional.of("it has a passphrase"));
            }
            Optional<Key> key = blob.map(b -> new Key(path.toString(), b, pair::getSignature));
            return new KeyFile(path, blob, key, Optional.empty());
        } catch (JSchException | RuntimeException e) {
            return useless(path, "it is no private key that can be read");
        }
    }

    private static KeyFile useless(Path path, String trouble) {
        return new KeyFile(path, publicHalf(path), Optional.empty(), Optional.of(trouble));
    }

    /// The certificate in a file.
    static Optional<Key> certificate(Path path) {
        return publicKey(path)
                .filter(KeyBlob::isCertificate)
                .map(b -> new Key(path.toString(), b, (data, algorithm) -> new byte[0]));
    }

    private static Optional<KeyBlob> publicHalf(Path path) {
        return publicKey(path.resolveSibling(path.getFileName() + ".pub"));
    }

    private static Optional<KeyBlob> publicKey(Path path) {
        return bytes(path).flatMap(b -> KeyBlob.ofLine(new String(b, StandardCharsets.ISO_8859_1)));
    }

    private static Optional<byte[]> bytes(Path path) {
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(path)) {
            return Optional.of(in.readNBytes(MAX_SIZE));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// As OpenSSH looks at it: only a file of one's own is to be closed to others.
    private static boolean isOpenToOthers(Path path, LocalUser local) {
        try {
            int mode = (Integer) Files.getAttribute(path, "unix:mode");
            return (mode & 077) != 0 && Files.getAttribute(path, "unix:uid").equals(local.uid());
        } catch (IOException e) {
            return true;
        }
    }
}
