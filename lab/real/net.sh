# shellcheck shell=bash
# The network of a lab: a bridge on this machine and a veth to every node, in a private range that exists only there.
# The bridge's hardware address is made from the lab's folder, in the same step as the bridge: whatever happens after,
# `down` finds exactly the bridge that is its own.

net_address() { printf '%s.%d' "$NETWORK" $((10 + $1)); }
net_gateway() { printf '%s.1' "$NETWORK"; }
net_veth() { printf '%s%s' "$BRIDGE" "$1"; }

net_mark() {
    local hash
    hash=$(printf %s "$LAB" | sha256sum)
    printf '02:%s:%s:%s:%s:%s' "${hash:0:2}" "${hash:2:2}" "${hash:4:2}" "${hash:6:2}" "${hash:8:2}"
}

# The first free instance number, or the one given, decides on the bridge's name and on the range.
net_create() {
    local wanted=$1 instance
    for ((instance = ${wanted:-0}; instance <= ${wanted:-99}; instance++)); do
        BRIDGE=isl$instance NETWORK=10.231.$((77 + instance))
        [[ -z $(ip route show root "$NETWORK.0/24") ]] || continue
        ip link add "$BRIDGE" address "$(net_mark)" type bridge 2>/dev/null || continue
        state_save
        ip address add "$(net_gateway)/24" dev "$BRIDGE"
        ip link set "$BRIDGE" up
        return
    done
    fail "no free bridge and range for instance ${wanted:-0 to 99}: $(ip link add "$BRIDGE" type bridge 2>&1 || true)"
}

# $1: node, $2: pid of a process in its network namespace
net_attach() {
    local veth mark
    veth=$(net_veth "$1") mark=$(net_mark)
    mark=06${mark#02}
    # The same hardware address each time it is switched on, as its neighbours remember it; never that of the bridge.
    ip link add "$veth" type veth peer name eth0 address "$(printf '%s:%02x' "${mark%:*}" "${1#w}")" netns "$2"
    ip link set "$veth" master "$BRIDGE" up
    # shellcheck disable=SC2016
    nsenter --target "$2" --net sh -c 'ip link set lo up && ip address add "$1/24" dev eth0 &&
        ip link set eth0 up' sh "$(net_address "${1#w}")"
}

# Nothing that the node still sends arrives, as with a machine that lost its power.
net_unplug() { ip link set "$(net_veth "$1")" down 2>/dev/null || true; }
net_plug() {
    ip link set "$(net_veth "$1")" up
    net_await "$1"
}

# A link that has just come up may still lose packets, and a neighbour that was gone is remembered as gone.
net_await() { wait_until "$1 to be reachable" 30 net_reachable "$(net_address "${1#w}")"; }

net_reachable() {
    ip neigh flush to "$1" dev "$BRIDGE"
    timeout 2 bash -c ": <>/dev/tcp/$1/22"
}

net_delete() {
    local bridge
    ip -json link show type bridge | jq -r --arg mark "$(net_mark)" '.[] | select(.address == $mark) | .ifname' |
        while read -r bridge; do ip link delete "$bridge"; done
}
