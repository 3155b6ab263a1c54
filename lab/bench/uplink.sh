# shellcheck shell=bash
# A registry behind an uplink that all nodes share, and a pull-through cache before it.
# shellcheck disable=SC2153 # settings are those of the other file

UPLINK_RATE=10000000
GATEWAY=$(lab address registry) GATEWAY=${GATEWAY%:*}

# Whom the nodes ask for images: 5000 is the registry itself, 5001 the uplink, 5003 the cache. $1: port
nodes_ask() {
    local node
    for node in "${NODES[@]}"; do
        lab exec "$node" sh -c "sed -i 's/$GATEWAY:[0-9]*/$GATEWAY:$1/g' /etc/containerd/certs.d/*/hosts.toml"
    done
}

uplink_start() {
    coproc UPLINK { exec "$ROOT/tool/target/image-sync/runtime/bin/java" -cp "$ROOT/lab/target/classes" io.imagesync.lab.proxy.Uplink "$GATEWAY:5001" "$GATEWAY:5000" "$UPLINK_RATE"; }
    uplink_carried
}

# Leaves in CARRIED the bytes that have come through it.
uplink_carried() {
    echo >&"${UPLINK[1]}"
    read -r CARRIED <&"${UPLINK[0]}"
}

# An empty one.
cache_start() {
    rm -rf "$WORK/cache"
    jq -n --arg folder "$WORK/cache" --arg address "$GATEWAY:5003" --arg remote "http://$GATEWAY:5001" '{version: "0.1",
        log: {level: "error"}, http: {addr: $address}, storage: {filesystem: {rootdirectory: $folder}},
        proxy: {remoteurl: $remote}}' >"$WORK/cache.yml"
    env -i PATH="$PATH" docker-registry serve "$WORK/cache.yml" >"$WORK/cache.log" 2>&1 &
    CACHE=$!
    until curl --disable --silent --fail --noproxy '*' --output /dev/null "http://$GATEWAY:5003/v2/"; do sleep 0.1; done
}

cache_stop() {
    kill "$CACHE"
    wait "$CACHE" || true
}

# Prints a row. $1: its first cells, $2: how many nodes lack the image, then lines of the configuration
in_step() {
    local before wall
    configure "$2" "${@:3}"
    # The images that are taken away again and again are not to be taken for the kubelet's doing.
    rm -rf "$WORK/state"
    uplink_carried
    before=$CARRIED
    "$HERE/measure" "$WORK/figures" "$PROGRAM" --config "$WORK/conf" >"$WORK/out" 2>&1 ||
        { cat "$WORK/out" >&2 && echo "relay: $1 failed" >&2 && exit 1; }
    brought "$1" "${NODES[@]:1:$2}"
    uplink_carried
    wall=$(cut -f 1 "$WORK/figures")
    awk -v row="$1" -v wall="$wall" -v bytes=$((CARRIED - before)) -v image=$((MB << 20)) \
        'BEGIN { printf "| %s | %.1f | %.1fx |\n", row, wall, bytes / image }'
}

case_7() {
    uplink_start
    nodes_ask 5001
    printf 'An image of %s MB that four of five nodes lack\n\n' "$MB"
    printf '| registry | way | s until all are in step | times through the uplink |\n|---|---|---:|---:|\n'
    lab registry stop >/dev/null
    in_step 'stopped | `RELAY=always`' 4 RELAY=always
    lab registry start >/dev/null
    in_step '10 MB/s | `RELAY=always`' 4 RELAY=always
    in_step '10 MB/s | pulls, `SEED_FIRST=no`' 4
    in_step '10 MB/s | pulls, `SEED_FIRST=waves`' 4 SEED_FIRST=waves
}

case_8() {
    local count seed
    uplink_start
    printf '| nodes | between | s until all have it | times through the uplink |\n|---:|---|---:|---:|\n'
    for count in 1 2 4; do
        nodes_ask 5001
        in_step "$count | nothing" "$count"
        nodes_ask 5003
        for seed in no yes; do
            cache_start
            in_step "$count | a cache, \`SEED_FIRST=$seed\`" "$count" "SEED_FIRST=$seed"
            cache_stop
        done
    done
}
