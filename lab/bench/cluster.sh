# shellcheck shell=bash
# A Kubernetes API server with 5000 nodes of 50 images each and 20,000 workloads; two of the nodes are the fleet's.

# Before there is no network any more.
cluster_fetch() { "$ROOT/lab/kubectl" 1.20 >/dev/null; }

cluster_up() {
    KUBECTL=$("$ROOT/lab/kubectl" 1.20)/kubectl
    # shellcheck disable=SC1091
    source "$ROOT/.mvn/find-jdk.sh"
    "$JAVA_HOME/bin/java" -Xmx2g -cp "$ROOT/lab/target/classes:$ROOT/lab/target/lib/*" \
        io.imagesync.lab.kube.LargeCluster "$FLEET/kubeconfig" >"$FLEET/cluster.log" 2>&1 &
    wait_until 'the API server to answer' "$KUBECTL" --kubeconfig "$FLEET/kubeconfig" get --raw /version
}

# $1: verb, then lines of the configuration
ours_cluster() {
    rm -rf "$FLEET/ours"
    mkdir -m 700 "$FLEET/ours"
    printf '%s\n' "LOG_DIR=$FLEET/ours/logs" "STATE_DIR=$FLEET/ours/state" "LOCK_FILE=$FLEET/ours/lock" \
        RUNTIME_ACCESS=crictl RUNTIME_ENDPOINT=unix:///run/bench/none.sock IMAGES_FROM=workloads SOURCE_NODES=none \
        "KUBECTL=$KUBECTL" "KUBECONFIG_FILE=$FLEET/kubeconfig" "${@:2}" >"$FLEET/ours/image-sync.conf"
    measured "$PROGRAM" "$1" --config "$FLEET/ours/image-sync.conf"
}

WORKLOADS=(apis/apps/v1/{deployments,statefulsets,daemonsets,replicasets} apis/batch/v1/{jobs,cronjobs} api/v1/pods)
# $1: what follows the path of the nodes
pages_cluster() {
    local paths=("${WORKLOADS[@]/%/?limit=500}")
    measured "$HERE/page-loop" "$KUBECTL" "$FLEET/kubeconfig" "/api/v1/nodes?limit=500$1" "${paths[@]/#/\/}"
}
