# shellcheck shell=bash
# What else could do the work. Each function prints nothing but what its program prints.

LIST='crictl images -o json'

# The Bash loop. $1: MAX_PARALLEL, then nodes
bash_loop() {
    rm -rf "$FLEET/loop"
    measured "$HERE/bash-loop" "$FLEET/loop" "$1" "$REPOSITORY" "${@:2}"
}

# Listings with 32 processes at once, each into a file of its own. $1: how many nodes
xargs_list() {
    rm -rf "$FLEET/xargs"
    mkdir "$FLEET/xargs"
    # shellcheck disable=SC2016
    measured sh -c 'xargs -P 32 -I{} sh -c "ssh {} $1 >$2/{}" <"$3"' sh "'$LIST'" "$FLEET/xargs" "$(hosts_file "$1")"
    cat "$FLEET/xargs/"* >"$OUT"
}

# Four pulls at once on a node, in the order of the names, as `node image` lines in $FLEET/todo/NODE tell.
xargs_pull() {
    # shellcheck disable=SC2016
    measured sh -c 'for todo in "$1"/*; do xargs -a "$todo" -P 4 -L 1 sh -c "exec ssh \$0 crictl pull \$1" & done; wait' \
        sh "$FLEET/todo"
}

clush_list() { measured clush -f 32 --hostfile "$(hosts_file "$1")" "$LIST"; }

# Without the connections that it would leave open behind it for the next round.
ansible_list() {
    measured env ANSIBLE_SSH_ARGS='-o ControlMaster=no' ANSIBLE_LOCAL_TEMP="$FLEET/ansible" \
        ansible all -i "$(hosts_file "$1")" -f 32 -m raw -a "$LIST"
}

# Prints the name of a file with the addresses of the first $1 nodes.
hosts_file() {
    [[ -e $FLEET/hosts-$1 ]] || node_addresses "$1" >"$FLEET/hosts-$1"
    printf %s "$FLEET/hosts-$1"
}
