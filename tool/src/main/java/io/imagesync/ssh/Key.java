package io.imagesync.ssh;

import com.jcraft.jsch.Identity;
import java.util.Optional;

/// A public key that can be offered, and what signs for it.
///
/// @param name where it comes from, for messages
/// @param blob key or certificate as the server sees it
record Key(String name, KeyBlob blob, Signer signer) implements Identity {
    /// Signs with the private key.
    @FunctionalInterface
    interface Signer {
        /// @param algorithm of a plain key, never of a certificate
        byte[] sign(byte[] data, String algorithm);
    }

    /// The same private key, shown with its certificate.
    Optional<Key> certifiedBy(Key certificate) {
        return certificate
                .blob
                .plain()
                .filter(blob::equals)
                .map(p -> new Key(certificate.name, certificate.blob, signer));
    }

    @Override
    public byte[] getSignature(byte[] data) {
        return getSignature(data, blob.type());
    }

    @Override
    public byte[] getSignature(byte[] data, String algorithm) {
        return signer.sign(
                data, algorithm.replace("-cert-v01@openssh.com", blob.type().startsWith("sk-") ? "@openssh.com" : ""));
    }

    @Override
    public String getAlgName() {
        return blob.type();
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public byte[] getPublicKeyBlob() {
        return blob.bytes();
    }

    @Override
    public boolean setPassphrase(byte[] passphrase) {
        return true;
    }

    @Override
    public boolean isEncrypted() {
        return false;
    }

    @Override
    public void clear() {}
}
