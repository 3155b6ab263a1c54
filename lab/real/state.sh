# shellcheck shell=bash
# What a lab remembers, all in one folder: LAB (private to its owner). `lab.env` holds the settings of its `up`.

LAB=/tmp/image-sync-lab
# shellcheck disable=SC2034 # used by the other files
# Settings, with what they are when `up` is not told otherwise.
DISKS='' CONTAINERD='' DISK_SIZE='' SNAPSHOTTER=overlayfs REGISTRY_PORT=5000 NETWORK='' BRIDGE='' NODES=0

fail() {
    printf 'real: %s\n' "$*" >&2
    exit 1
}

state_create() {
    if ! mkdir -m 700 "$LAB" 2>/dev/null; then
        [[ -d $LAB && ! -L $LAB && -O $LAB ]] || fail "$LAB cannot be made, or is not a folder of yours"
        [[ -z $(ls -A "$LAB") ]] || fail "$LAB is in use: take it down first (real --dir $LAB down)"
        chmod 700 "$LAB"
    fi
    state_save
    mkdir "$LAB/pids" "$LAB/keys" "$LAB/bin"
}

state_save() {
    local name
    for name in DISKS CONTAINERD DISK_SIZE SNAPSHOTTER REGISTRY_PORT NETWORK BRIDGE NODES; do
        printf '%s=%q\n' "$name" "${!name}"
    done >"$LAB/lab.env"
}

# A folder without lab.env was not made by us: nothing in it is read, run or deleted.
state_exists() { [[ -f $LAB/lab.env && -O $LAB && ! -L $LAB ]]; }

state_open() {
    state_exists || fail "no lab in $LAB: make one with: real --dir $LAB up 2"
    # shellcheck disable=SC1091
    source "$LAB/lab.env"
}

state_delete() {
    local i
    for ((i = 1; i <= NODES; i++)); do rm -rf --one-file-system "${DISKS:?}/w$i"; done
    rmdir "$DISKS" 2>/dev/null || true
    rm -rf --one-file-system "${LAB:?}"
}

node_names() {
    local i
    for ((i = 1; i <= NODES; i++)); do printf 'w%d\n' "$i"; done
}

# Ends with a message when there is no such node.
node_known() {
    if ! [[ ${1-} =~ ^w([1-9][0-9]{0,2})$ ]] || ((BASH_REMATCH[1] > NODES)); then
        fail "no node ${1-}: there are w1 to w$NODES"
    fi
}

# $1: what is waited for, in words; $2: seconds; then a command that is tried until it succeeds.
wait_until() {
    local what=$1 end=$((SECONDS + $2))
    shift 2
    until ("$@") >/dev/null 2>&1; do
        ((SECONDS < end)) || fail "waited in vain: $what"
        sleep 0.05
    done
}
