# shellcheck shell=bash
# A node: namespaces that live as long as their first process, with sshd and containerd in them.

# Prints the pid of the node's first process; fails when the node is off.
node_init() {
    local outer
    outer=$(process_pid "$1") && pgrep -P "$outer"
}

# Runs a command on the node as root, with the environment of nobody.
node_run() {
    local node=$1 init
    shift
    init=$(node_init "$node") || fail "$node is off"
    nsenter --target "$init" --mount --net --pid --uts --ipc --wd=/ env -i HOME=/root LANG=C.UTF-8 \
        PATH=/opt/containerd/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

# The stand-in for crictl where it is also on a node whose PATH has no crictl.
node_crictl() { node_run "$1" /opt/lab/crictl --runtime-endpoint unix:///run/containerd/containerd.sock "${@:2}"; }

node_booted() { node_run "$1" test -e /run/booted; }

node_boot() {
    local node=$1
    if process_pid "$node" >/dev/null; then return; fi
    process_start "$node" env -i PATH="$PATH" unshare --mount --net --pid --uts --ipc --fork --kill-child --mount-proc \
        "$HERE/init" "$node" "$DISKS/$node" "${CONTAINERD%/*}" "$DISK_SIZE"
    wait_until "$node to boot ($LAB/$node.log)" 10 node_booted "$node"
    net_attach "$node" "$(node_init "$node")"
    runtime_start "$node"
    sshd_start "$node"
    wait_until "containerd of $node" 15 runtime_answers "$node"
    net_await "$node"
}

# Without a word to anybody, as when the power fails.
node_kill() {
    local init=''
    net_unplug "$1"
    init=$(node_init "$1") || true
    process_stop "$1" KILL
    [[ -z $init ]] || wait_until "the end of $1's processes" 10 process_gone "$init"
    ip link delete "$(net_veth "$1")" 2>/dev/null || true
}

runtime_answers() { node_crictl "$1" --timeout 5s images --quiet; }
runtime_pid() { node_run "$1" cat /run/containerd.pid 2>/dev/null; }

runtime_start() {
    # shellcheck disable=SC2016
    node_run "$1" sh -c 'setsid containerd </dev/null >>/var/log/containerd.log 2>&1 & echo $! >/run/containerd.pid'
}

# $2: signal
runtime_stop() {
    # shellcheck disable=SC2016
    node_run "$1" sh -c 'kill -"$1" "$(cat /run/containerd.pid)" && while kill -0 "$(cat /run/containerd.pid)" 2>/dev/null
        do sleep 0.05; done; rm -f /run/containerd/containerd.sock*' sh "${2:-TERM}"
}

# sshd takes the first value it reads for most directives, so what a test adds comes first.
sshd_start() {
    node_run "$1" sh -c 'cat /etc/ssh/sshd_extra /etc/ssh/sshd_base >/etc/ssh/sshd_config' &&
        node_run "$1" /usr/sbin/sshd -t &&
        node_run "$1" /usr/sbin/sshd -E /var/log/sshd.log &&
        wait_until "sshd of $1" 10 node_run "$1" test -s /run/sshd.pid
}

sshd_stop() {
    # shellcheck disable=SC2016
    node_run "$1" sh -c 'pid=$(cat /run/sshd.pid) && kill "$pid" && while kill -0 "$pid" 2>/dev/null; do sleep 0.02; done'
}

# Connections that are open stay. $1: node, then lines of sshd_config that come before the lab's own
sshd_restart() {
    local node=$1
    shift
    printf '%s\n' "$@" | node_run "$node" tee /etc/ssh/sshd_extra >/dev/null
    node_run "$node" sh -c 'cat /etc/ssh/sshd_extra /etc/ssh/sshd_base >/etc/ssh/sshd_config'
    node_run "$node" /usr/sbin/sshd -t || fail "sshd of $node refuses that; it goes on as it was"
    sshd_stop "$node" || true
    sshd_start "$node"
}
