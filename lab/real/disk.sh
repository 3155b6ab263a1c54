# shellcheck shell=bash
# A node's disk: the folders that are its own and outlive its being switched off. The rest it shares with this machine.

# Users of every node besides root. All come in with the lab's key; all but `nosudo` may use sudo without a password.
declare -A USERS=([imgsync]=bash [imgsync-bash]=bash [imgsync-dash]=dash [imgsync-tcsh]=tcsh [imgsync-fish]=fish
    [imgsync-zsh]=zsh [nosudo]=bash)
FIRST_UID=23001

disk_create() {
    local disk=$DISKS/$1
    mkdir -p "$DISKS"
    mkdir "$disk" || fail "$disk is there already"
    mkdir -p "$disk"/{etc,home,root,opt/{containerd/bin,lab},usr/local/bin,var/lib/containerd,var/log}
    cp -a /etc/. "$disk/etc/"
    cp /etc/skel/.[a-z]* "$disk/root/" 2>/dev/null || true
    chmod 700 "$disk/root"
    install -m 755 "$HERE/crictl" "$disk/opt/lab/crictl"
    ln -s /opt/lab/crictl "$disk/usr/local/bin/crictl"
    disk_names "$1" "$disk/etc"
    disk_users "$disk"
    disk_sshd "$1" "$disk/etc/ssh"
    disk_containerd "$disk/etc"
}

disk_names() {
    local node
    rm -f "$2/hosts" "$2/hostname" "$2/resolv.conf" "$2/crictl.yaml" "$2/environment"
    printf '%s\n' "$1" >"$2/hostname"
    : >"$2/resolv.conf"
    {
        printf '127.0.0.1 localhost\n%s registry.lab %s\n' "$(net_gateway)" "${PRIVATE%:*}"
        for node in $(node_names); do printf '%s %s\n' "$(net_address "${node#w}")" "$node"; done
    } >"$2/hosts"
}

# The password `*` fits nothing, and unlike `!` does not lock the account.
disk_users() {
    local etc=$1/etc user uid=$FIRST_UID home
    sed -i 's/^root:[^:]*:/root:*:/' "$etc/shadow"
    sed -i 's/^\(root:.*\):[^:]*$/\1:\/bin\/bash/' "$etc/passwd"
    : >"$etc/sudoers.d/image-sync-lab"
    for user in "${!USERS[@]}"; do
        home=$1/home/$user
        printf '%s:x:%d:%d::/home/%s:%s\n' "$user" "$uid" "$uid" "$user" "$(command -v "${USERS[$user]}")" >>"$etc/passwd"
        printf '%s:x:%d:\n' "$user" "$uid" >>"$etc/group"
        printf '%s:*:19000:0:99999:7:::\n' "$user" >>"$etc/shadow"
        cp -a /etc/skel "$home"
        chown -R "$uid:$uid" "$home"
        [[ $user == nosudo ]] || printf '%s ALL=(ALL) NOPASSWD: ALL\n' "$user" >>"$etc/sudoers.d/image-sync-lab"
        uid=$((uid + 1))
    done
    chmod 440 "$etc/sudoers.d/image-sync-lab"
}

disk_sshd() {
    local user
    rm -rf "$2"
    mkdir -p "$2/authorized_keys.d"
    cp "$LAB/keys/$1" "$2/ssh_host_ed25519_key"
    for user in root "${!USERS[@]}"; do cp "$LAB/keys/client.pub" "$2/authorized_keys.d/$user"; done
    : >"$2/sshd_extra"
    cat >"$2/sshd_base" <<'END'
HostKey /etc/ssh/ssh_host_ed25519_key
PidFile /run/sshd.pid
AuthorizedKeysFile /etc/ssh/authorized_keys.d/%u .ssh/authorized_keys
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
PrintMotd no
LogLevel VERBOSE
Subsystem sftp internal-sftp
END
}

disk_containerd() {
    rm -rf "$1/containerd"
    mkdir -p "$1/containerd"
    registry_hosts "$1/containerd/certs.d"
    cat >"$1/containerd/config.toml" <<END
version = 2
root = "/var/lib/containerd"
state = "/run/containerd"

[grpc]
  address = "/run/containerd/containerd.sock"

[plugins."io.containerd.grpc.v1.cri".containerd]
  snapshotter = "$SNAPSHOTTER"

[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "/etc/containerd/certs.d"

[plugins."io.containerd.internal.v1.opt"]
  path = "/var/lib/containerd/opt"
END
}
