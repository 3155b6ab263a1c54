# shellcheck shell=bash
# image-sync as it is packaged, with folders of its own that are new for each run.

PROGRAM=$ROOT/tool/target/image-sync/bin/image-sync

# $1: how many nodes, then further lines of the configuration
ours() {
    local nodes
    mapfile -t nodes <"$(hosts_file "$1")"
    rm -rf "$FLEET/ours"
    mkdir -m 700 "$FLEET/ours"
    {
        printf 'NODES="%s"\n' "${nodes[*]}"
        printf '%s\n' "PREFIXES=$REPOSITORY" "LOG_DIR=$FLEET/ours/logs" "STATE_DIR=$FLEET/ours/state" \
            "LOCK_FILE=$FLEET/ours/lock" "${@:2}"
    } >"$FLEET/ours/image-sync.conf"
    measured "$PROGRAM" --config "$FLEET/ours/image-sync.conf"
}

ours_crictl() { ours "$1" RUNTIME_ACCESS=crictl RUNTIME_ENDPOINT=unix:///run/bench/none.sock "${@:2}"; }
ours_cri() { ours "$1" RUNTIME_ACCESS=cri "RUNTIME_ENDPOINT=unix://$SOCKET" "${@:2}"; }
