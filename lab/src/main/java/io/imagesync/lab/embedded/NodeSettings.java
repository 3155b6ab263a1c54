package io.imagesync.lab.embedded;

import java.security.PublicKey;
import java.util.List;
import java.util.Optional;

/// What a node is to be like when it starts. Unless said otherwise: x86_64, containerd, a disk of 1 TB that is half
/// full, an address of 127.0.0.1 with some free port, any key may log in, ten sessions a connection, and the one socket
/// that the runtime usually has, which speaks CRI and can be reached through SSH.
public final class NodeSettings {
    private static final long TERABYTE_IN_KIB = 1L << 30;

    private static final String CONTAINERD = "/var/lib/containerd";
    private static final String CRIO = "/var/lib/containers/storage/overlay-images";

    private final String name;
    private String address = "127.0.0.1";
    private int port;
    private String architecture = "x86_64";
    private Profile profile = Profile.CONTAINERD;
    private Optional<Disk> disk = Optional.of(new Disk(CONTAINERD, TERABYTE_IN_KIB, TERABYTE_IN_KIB / 2));
    private Pace pace = Pace.immediate();
    private int maxSessions = 10;
    private Optional<PublicKey> authorizedKey = Optional.empty();
    private Optional<List<RuntimeSocket>> sockets = Optional.empty();
    private Optional<String> endpoint = Optional.empty();
    private boolean forwards = true;
    private boolean discardsUnpackedLayers;
    private boolean triesTls;
    private Ports ports = Ports.FOR_THE_NODE;

    /// Who can connect to a port that is opened through SSH.
    enum Ports {
        NONE,
        FOR_THE_NODE,
        FOR_ALL
    }

    /// @param name by which people know it: the alias in the OpenSSH configuration
    public NodeSettings(String name) {
        this.name = name;
    }

    /// @param newPort 0 for a free one
    public NodeSettings at(String newAddress, int newPort) {
        address = newAddress;
        port = newPort;
        return this;
    }

    /// As `uname -m` says it.
    public NodeSettings architecture(String machine) {
        architecture = machine;
        return this;
    }

    public NodeSettings profile(Profile newProfile) {
        profile = newProfile;
        disk = disk.map(d -> newProfile.isContainerd() || !d.mountPoint().equals(CONTAINERD) ? d : d.at(CRIO));
        return this;
    }

    public NodeSettings disk(Disk newDisk) {
        disk = Optional.of(newDisk);
        return this;
    }

    /// The node does not tell its disk.
    public NodeSettings diskUnknown() {
        disk = Optional.empty();
        return this;
    }

    public NodeSettings pace(Pace newPace) {
        pace = newPace;
        return this;
    }

    /// Sessions at once on one connection, as sshd's `MaxSessions`.
    public NodeSettings maxSessions(int max) {
        maxSessions = max;
        return this;
    }

    /// Only this key may log in.
    public NodeSettings authorizedKey(PublicKey key) {
        authorizedKey = Optional.of(key);
        return this;
    }

    /// The sockets that there are; none, when none is given.
    public NodeSettings sockets(RuntimeSocket... all) {
        sockets = Optional.of(List.of(all));
        return this;
    }

    /// What the node's sockets speak instead of CRI.
    public NodeSettings notCri(RuntimeSocket.Speaks instead) {
        sockets = Optional.of(
                runtimeSockets().stream().map(s -> s.speaking(instead)).toList());
        return this;
    }

    /// What `/etc/crictl.yaml` of the node says, such as `unix:///run/crio/crio.sock`.
    public NodeSettings endpoint(String configured) {
        endpoint = Optional.of(configured);
        return this;
    }

    /// No socket is opened through SSH, as with sshd's `AllowStreamLocalForwarding no`.
    public NodeSettings forwardingProhibited() {
        forwards = false;
        return this;
    }

    /// Layers are in the content store no longer once they are unpacked, as with containerd's
    /// `discard_unpacked_layers`.
    public NodeSettings discardUnpackedLayers() {
        discardsUnpackedLayers = true;
        return this;
    }

    /// The runtime speaks TLS first to a registry on its own loopback, as containerd 1.7 and 2.
    public NodeSettings tryTls() {
        triesTls = true;
        return this;
    }

    /// No port is opened through SSH, as with sshd's `AllowTcpForwarding no`.
    public NodeSettings portsProhibited() {
        ports = Ports.NONE;
        return this;
    }

    /// Ports that are opened through SSH listen on all addresses, as with sshd's `GatewayPorts yes`.
    public NodeSettings portsForAll() {
        ports = Ports.FOR_ALL;
        return this;
    }

    String name() {
        return name;
    }

    String address() {
        return address;
    }

    int port() {
        return port;
    }

    String architecture() {
        return architecture;
    }

    Profile profile() {
        return profile;
    }

    Optional<Disk> disk() {
        return disk;
    }

    Pace pace() {
        return pace;
    }

    int maxSessions() {
        return maxSessions;
    }

    Optional<PublicKey> authorizedKey() {
        return authorizedKey;
    }

    List<RuntimeSocket> runtimeSockets() {
        return sockets.orElseGet(() -> List.of(profile.isContainerd() ? RuntimeSocket.CONTAINERD : RuntimeSocket.CRIO));
    }

    Optional<String> endpoint() {
        return endpoint;
    }

    boolean forwards() {
        return forwards;
    }

    boolean discardsUnpackedLayers() {
        return discardsUnpackedLayers;
    }

    boolean triesTls() {
        return triesTls;
    }

    Ports ports() {
        return ports;
    }
}
