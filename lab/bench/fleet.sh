# shellcheck shell=bash
# N hosts that are one sshd: every address below 127.1 is a node. It lives in namespaces of its own, so that nothing
# outside can reach it, nothing of this machine changes, and all of it is gone when the first process in there ends.

# shellcheck disable=SC2034 # settings are used by the other files
FLEET=/run/bench
# shellcheck disable=SC2034
PACKAGES=(clustershell ansible-core python3)

# Runs a command as the first process of new namespaces. The one thing it takes along is the PATH.
fleet_enter() {
    exec unshare --mount --net --pid --ipc --fork --kill-child --mount-proc \
        env -i IMAGE_SYNC_BENCH=inside PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        HOME="$FLEET/home" LANG=C.UTF-8 TERM=dumb bash "$@"
}

fleet_up() {
    trap 'exit 130' INT
    trap 'exit 143' TERM
    ip link set lo up
    mount -t tmpfs -o mode=755,size=4g tmpfs /run
    mkdir -p /run/sshd "$FLEET/bin" "$FLEET/home"
    fleet_root
    fleet_client
    install -m 755 "$HERE/crictl" "$FLEET/bin/crictl"
    fleet_sshd
}

# Root's login shell is dash, which reads nothing when it starts, and its home is ours: OpenSSH looks there for its files.
fleet_root() {
    printf 'root:x:0:0:root:%s:/bin/dash\n' "$FLEET/home" >"$FLEET/passwd"
    grep -v '^root:' /etc/passwd >>"$FLEET/passwd"
    printf 'root:*:19000::::::\n' >"$FLEET/shadow"
    mount --bind "$FLEET/passwd" /etc/passwd
    mount --bind "$FLEET/shadow" /etc/shadow
}

fleet_client() {
    local key name
    mkdir -m 700 "$FLEET/home/.ssh"
    for name in host client; do ssh-keygen -q -t ed25519 -N '' -C "$name" -f "$FLEET/$name"; done
    read -r key <"$FLEET/host.pub"
    printf '127.1.* %s\n' "$key" >"$FLEET/known_hosts"
    {
        echo 'Host *'
        printf '  %s\n' 'User root' "IdentityFile $FLEET/client" 'IdentitiesOnly yes' 'BatchMode yes' \
            "UserKnownHostsFile $FLEET/known_hosts" 'GlobalKnownHostsFile /dev/null' 'StrictHostKeyChecking yes'
    } >"$FLEET/ssh_config"
    { cat "$FLEET/ssh_config" && echo '  KexAlgorithms curve25519-sha256'; } >"$FLEET/ssh_config-kex"
    key_exchange ''
}

# What root's ~/.ssh/config says of the key exchange from now on, to whoever reads it: with -kex the same for everybody,
# with an empty word nothing.
key_exchange() {
    cp "$FLEET/ssh_config$1" "$FLEET/home/.ssh/config.new"
    mv "$FLEET/home/.ssh/config.new" "$FLEET/home/.ssh/config"
}

# Algorithms are those that OpenSSH comes with.
fleet_sshd() {
    printf '%s\n' 'Port 22' 'ListenAddress 0.0.0.0' "HostKey $FLEET/host" "AuthorizedKeysFile $FLEET/client.pub" \
        'PidFile none' 'StrictModes no' 'UsePAM no' 'UseDNS no' 'PrintMotd no' 'PrintLastLog no' 'PermitUserRC no' \
        'PermitRootLogin prohibit-password' 'PasswordAuthentication no' 'MaxStartups 5000:30:10000' \
        'PerSourceMaxStartups none' 'MaxSessions 1000' 'LogLevel ERROR' \
        "SetEnv PATH=$FLEET/bin:/usr/bin:/bin" >"$FLEET/sshd_config"
    /usr/sbin/sshd -D -f "$FLEET/sshd_config" -E "$FLEET/sshd.log" &
    wait_until 'sshd to answer' ssh 127.1.0.1 true
}

# $1: what is waited for, in words; then a command that is tried for ten seconds.
wait_until() {
    local what=$1 i
    shift
    for ((i = 0; i < 100; i++)); do
        if "$@" >/dev/null 2>&1; then return; fi
        sleep 0.1
    done
    fail "waited in vain for $what"
}

# Waits until sshd has nothing to do any more with the connections of a run that has ended; there may be thousands.
fleet_quiet() {
    local i
    for ((i = 0; i < 600; i++)); do
        (($(pgrep -c '^sshd') > 1)) || return 0
        sleep 0.1
    done
    fail "connections are left whose clients have ended a minute ago"
}

# The node with that number, from 0.
node_address() { printf '127.1.%d.%d\n' $(($1 / 250)) $(($1 % 250 + 1)); }

# $1: how many
node_addresses() {
    local i
    for ((i = 0; i < $1; i++)); do node_address "$i"; done
}
