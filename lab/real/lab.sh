# shellcheck shell=bash
# The verbs.
# shellcheck disable=SC2034 # settings are used by the other files

NEEDED=(ip nsenter unshare setpriv sshd ssh-keygen containerd ctr runc docker-registry htpasswd curl jq sudo tcsh fish zsh dash)

lab_check() {
    local command missing=() why
    [[ $(id -u) == 0 ]] || fail "real nodes need root"
    for command in "${NEEDED[@]}"; do command -v "$command" >/dev/null || missing+=("$command"); done
    ((${#missing[@]} == 0)) || fail "missing: ${missing[*]} (run lab/packages)"
    why=$(unshare --mount --net --pid --uts --ipc --fork --mount-proc sh -c 'mount -t tmpfs tmpfs /run &&
        ip link add isl0 type bridge && ip link add isl0w1 type veth peer name eth0 && ip link set isl0w1 master isl0' 2>&1) ||
        fail "namespaces, bridges or mounts cannot be made here: $why"
}

lab_up() {
    local count=${1-} instance='' node
    if ! [[ $count =~ ^[1-9][0-9]{0,2}$ ]] || ((count > 200)); then fail "up N: how many nodes, 1 to 200"; fi
    shift
    while (($#)); do
        case $1 in
            --dir) LAB=$(realpath -m -- "${2:?}") ;;
            --instance) instance=${2:?} ;;
            --nodes-dir) DISKS=$(realpath -m -- "${2:?}") ;;
            --containerd) CONTAINERD=$(realpath -e -- "${2:?}") ;;
            --disk) DISK_SIZE=${2:?} ;;
            --registry-port) REGISTRY_PORT=${2:?} ;;
            *) fail "up: $1?" ;;
        esac
        shift 2
    done
    [[ $instance =~ ^([0-9]{1,2})?$ ]] || fail "--instance: 0 to 99"
    [[ $REGISTRY_PORT =~ ^[1-9][0-9]{0,4}$ ]] || fail "--registry-port: a port"
    lab_check
    DISKS=${DISKS:-$LAB/nodes} NODES=$count
    for node in $(node_names); do [[ ! -e $DISKS/$node ]] || fail "$DISKS/$node is there already"; done
    state_create
    process_record up $$
    trap 'lab_failed' EXIT
    SNAPSHOTTER=$(lab_snapshotter)
    net_create "$instance"
    state_save
    client_keys
    client_config
    private_credentials
    registry_start
    lab_boot
    trap - EXIT
    rm -f "$LAB"/pids/{up,boot-*}
    # shellcheck disable=SC2016
    printf '%s nodes are up; to reach them: PATH=%s/bin:"$PATH"\n' "$count" "$LAB"
}

lab_failed() {
    tail -n 5 "$LAB"/*.log "$DISKS"/*/var/log/{containerd,sshd}.log >&2 2>/dev/null || true
    lab_down
}

# All nodes at once.
lab_boot() {
    local node pids=() pid failed=''
    for node in $(node_names); do
        (
            process_record "boot-$node" "$BASHPID"
            disk_create "$node"
            node_boot "$node"
        ) &
        pids+=($!)
    done
    # Each is waited for, also after one has failed: what still starts could not be taken down.
    for pid in "${pids[@]}"; do wait "$pid" || failed=yes; done
    [[ -z $failed ]] || fail "not every node came up"
}

# overlayfs needs a file system below that can carry it; one that is itself an overlay cannot.
lab_snapshotter() {
    [[ -z $DISK_SIZE ]] || { printf overlayfs && return; }
    mkdir -p "$DISKS/.try"/{lower,upper,work,merged}
    if unshare --mount mount -t overlay -o "lowerdir=$DISKS/.try/lower,upperdir=$DISKS/.try/upper,workdir=$DISKS/.try/work" \
        overlay "$DISKS/.try/merged" 2>/dev/null; then printf overlayfs; else printf native; fi
    rm -rf "$DISKS/.try"
}

# An `up` that still runs, or those of its parts that went on when it was killed.
lab_up_end() {
    local name
    [[ $(process_pid up) == "$$" ]] || process_stop up KILL
    for name in "$LAB"/pids/boot-*; do process_stop "${name##*/}" KILL; done
}

lab_down() {
    local node
    if state_exists; then
        state_open
        lab_up_end
        for node in $(node_names); do node_kill "$node"; done
        registry_stop
    fi
    net_delete
    if state_exists; then state_delete; fi
}

verb_status() {
    local node state
    printf '%-10s %-16s %s\n' registry "$(registry_address)" "$(process_pid registry >/dev/null && echo on || echo off)"
    printf '%-10s %-16s %s\n' private "$PRIVATE" "$(process_pid private >/dev/null && echo on || echo off)"
    for node in $(node_names); do
        if ! node_init "$node" >/dev/null; then state=off
        else state="on, $(image_names "$node" 2>/dev/null | wc -l) images"; fi
        printf '%-10s %-16s %s\n' "$node" "$(net_address "${node#w}")" "$state"
    done
}

verb_ssh_config() { printf '%s\n' "$LAB/ssh_config"; }

verb_address() {
    if [[ ${1-} == registry ]]; then registry_address; else node_known "$@" && net_address "${1#w}"; fi
    echo
}

verb_registry() {
    case ${1-} in
        start) registry_start ;;
        stop) registry_stop ;;
        pause) registry_signal STOP ;;
        resume) registry_signal CONT ;;
        *) fail "registry start|stop|pause|resume" ;;
    esac
}

verb_push() { image_push "${1-}" "${2-}" "${3-$(this_platform)}"; }
verb_load() {
    local reference
    reference=$(registry_reference "${2:?}")
    if [[ $reference == "$PRIVATE"/* ]]; then image_load_private "$1" "$reference"; else node_crictl "$1" pull "$reference"; fi
}
verb_remove() { node_crictl "$1" rmi "$(registry_reference "${2:?}")"; }
verb_import() { image_import "$1" "${2-}" "${3-}" "${4-$(this_platform)}"; }
verb_tag() { node_run "$1" ctr -n k8s.io images tag "${2:?}" "${3:?}"; }
verb_images() { image_names "$1"; }
verb_exec() { node_run "$@"; }
verb_ctr() { node_run "$1" ctr -n k8s.io "${@:2}"; }
verb_off() { node_kill "$1"; }
verb_on() { node_boot "$1"; }
verb_unplug() { net_unplug "$1"; }
verb_plug() { net_plug "$1"; }
verb_sshd() { sshd_restart "$@"; }

verb_runtime() {
    case ${2-} in
        start) runtime_start "$1" && wait_until "containerd of $1" 15 runtime_answers "$1" ;;
        stop) runtime_stop "$1" TERM ;;
        kill) runtime_stop "$1" KILL ;;
        *) fail "runtime NODE start|stop|kill" ;;
    esac
}
