# shellcheck shell=bash
# What the management host needs to reach the nodes: keys, an ssh_config and an `ssh` that uses it.

client_keys() {
    local name
    for name in client $(node_names); do
        ssh-keygen -q -t ed25519 -N '' -C "$name" -f "$LAB/keys/$name"
    done
}

client_config() {
    local node key
    for node in $(node_names); do
        read -r key <"$LAB/keys/$node.pub"
        printf '%s,%s %s\n' "$node" "$(net_address "${node#w}")" "$key"
    done >"$LAB/known_hosts"
    {
        for node in $(node_names); do printf 'Host %s\n  HostName %s\n' "$node" "$(net_address "${node#w}")"; done
        printf 'Host w* %s.*\n' "$NETWORK"
        printf '  %s\n' 'User root' "IdentityFile $LAB/keys/client" 'IdentitiesOnly yes' \
            "UserKnownHostsFile $LAB/known_hosts" 'GlobalKnownHostsFile /dev/null' 'StrictHostKeyChecking yes'
    } >"$LAB/ssh_config"
    # shellcheck disable=SC2016
    printf '#!/bin/sh\nexec /usr/bin/ssh -F %q "$@"\n' "$LAB/ssh_config" >"$LAB/bin/ssh"
    chmod +x "$LAB/bin/ssh"
}
