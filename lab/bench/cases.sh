# shellcheck shell=bash
# The seven cases. Of each: what the contestants do (case_N_WHO), whether it was done (check_N), and the targets.
# shellcheck disable=SC2153,SC2154 # ROUND and SERIES are in measuring.sh

nothing() { :; }

# The rounds of a case in two series: in each round all contestants with their defaults, then all with the same key exchange.
both_series() {
    local same=("${@:3}")
    rounds "$@" "${same[@]/%/-kex}"
}

case_1() {
    catalog_make two_tenths
    runtime_up
    both_series 1 nothing ours bash-loop ours-cri xargs clush ansible || return 1
    target 1 'wall, against the Bash loop (aim: 0.35)' wall ours bash-loop 0.40
    target 1 'CPU, against the Bash loop' cpu ours bash-loop 0.8
    target 1 'wall by CRI, against crictl' wall ours-cri ours 1.15
    table 1 "nothing to do on 2 nodes with $IMAGES images each"
}
case_1_ours() { ours_crictl 2; }
case_1_ours_cri() { ours_cri 2; }
case_1_bash_loop() { bash_loop 4 127.1.0.1 127.1.0.2; }
case_1_xargs() { xargs_list 2; }
case_1_clush() { clush_list 2; }
case_1_ansible() { ansible_list 2; }
check_1() { listed "$1" 2; }

case_2() {
    catalog_make two_tenths
    both_series 2 prepare_2 ours bash-loop xargs || return 1
    target 2 'wall, against the Bash loop' wall ours bash-loop 0.27
    table 2 '18 pulls of 0.2 s on one of 2 nodes, MAX_PARALLEL=4'
}
prepare_2() {
    local i
    node_lacks 127.1.0.2 {1..18}
    rm -rf "$FLEET/todo"
    mkdir "$FLEET/todo"
    for i in {1..18}; do echo "127.1.0.2 $REPOSITORY/$(image_name "$i")"; done >"$FLEET/todo/127.1.0.2"
}
case_2_ours() { ours_crictl 2; }
case_2_bash_loop() { bash_loop 4 127.1.0.1 127.1.0.2; }
case_2_xargs() { xargs_pull; }
check_2() { [[ $(pulls_ended) == 18 ]]; }

case_3() {
    catalog_make two_tenths
    both_series 3 nothing ours clush xargs ansible || return 1
    target 3 'wall, against clush -f 32' wall ours clush 0.30
    target 3 'wall, against clush -f 32 with our key exchange' wall ours clush-kex 0.75
    table 3 "listing 200 nodes with $IMAGES images each, nothing to do"
}
case_3_ours() { ours_crictl 200; }
case_3_xargs() { xargs_list 200; }
case_3_clush() { clush_list 200; }
case_3_ansible() { ansible_list 200; }
check_3() { listed "$1" 200; }

case_4() {
    catalog_make two_tenths
    rounds 4 nothing ours-200 ours-1000 || return 1
    target 4 'wall, against 200 nodes' wall ours-1000 ours-200 5.5
    target 4 'peak memory, MB' peak ours-1000 - 300
    table 4 "listing 1000 nodes with $IMAGES images each, nothing to do"
}
case_4_ours_200() { ours_crictl 200; }
case_4_ours_1000() { ours_crictl 1000; }
check_4() { listed "$1" "${1#ours-}"; }

# As many nodes as Kubernetes supports in a cluster, in no more than three rounds.
case_5() {
    local RUNS=$((RUNS < 3 ? RUNS : 3))
    catalog_make two_tenths
    rounds 5 nothing ours-1000 ours-5000 || return 1
    target 5 'wall, against 1000 nodes' wall ours-5000 ours-1000 5.5
    target 5 'peak memory, MB' peak ours-5000 - 700
    table 5 "listing 5000 nodes with $IMAGES images each, nothing to do; rounds: $RUNS"
}
case_5_ours_1000() { ours_crictl 1000; }
case_5_ours_5000() { ours_crictl 5000; }
check_5() { listed "$1" "${1#ours-}"; }

case_6() {
    catalog_make mixed_tenths
    BOUND=$(lower_bound)
    both_series 6 prepare_6 ours xargs || return 1
    target 6 'makespan, against the lower bound' makespan ours bound 1.05
    table 6 '500 pulls of 0.5 to 12 s on 20 nodes, MAX_PARALLEL=4'
}
# A few long ones among many short ones, in no order.
mixed_tenths() {
    local rank=$(($1 * 37 % IMAGES))
    TENTHS=$((5 + 115 * rank * rank * rank / ((IMAGES - 1) ** 3)))
}
# Node $1 of 20 lacks 25 of the 60, each another 25; the node after the last holds all.
lacks_6() {
    local j
    for ((j = 0; j < 25; j++)); do echo $((($1 * 3 + j) % IMAGES + 1)); done
}
prepare_6() {
    local n node numbers i
    rm -rf "$FLEET/todo"
    mkdir "$FLEET/todo"
    for ((n = 0; n < 20; n++)); do
        node=$(node_address "$n")
        mapfile -t numbers < <(lacks_6 "$n")
        node_lacks "$node" "${numbers[@]}"
        for i in "${numbers[@]}"; do echo "$node $REPOSITORY/$(image_name "$i")"; done >"$FLEET/todo/$node"
    done
}
# No schedule is shorter than the longest pull, nor than a node's work divided by its slots.
lower_bound() {
    local n i sum longest bound=0
    for ((n = 0; n < 20; n++)); do
        sum=0 longest=0
        for i in $(lacks_6 "$n"); do
            mixed_tenths "$i"
            sum=$((sum + TENTHS))
            ((TENTHS <= longest)) || longest=$TENTHS
        done
        ((longest * 4 >= sum)) || longest=$(((sum + 3) / 4))
        ((longest <= bound)) || bound=$longest
    done
    printf '%d.%d\n' $((bound / 10)) $((bound % 10))
}
case_6_ours() { ours_crictl 21 MAX_PARALLEL_TOTAL=0 MAX_PARALLEL_REGISTRY=0; }
case_6_xargs() { xargs_pull; }
check_6() {
    [[ $(pulls_ended) == 500 ]] || return 1
    value 6 "$1$SERIES" "$ROUND" makespan "$(pulls_makespan)"
    value 6 "bound$SERIES" "$ROUND" makespan "$BOUND"
}

# As many nodes and workloads as a cluster may have, of which few nodes are wanted; all of them are asked for where NODES names
# those that are.
case_7() {
    catalog_make two_tenths
    cluster_up
    rounds 7 nothing ours pages ours-all pages-all || return 1
    target 7 'wall, all nodes listed, s' wall ours-all - 10
    target 7 'peak memory of the program alone, MB' own ours-all - 150
    target 7 'wall, against kubectl alone, the selected nodes' wall ours pages 1.5
    target 7 'wall, against kubectl alone, all nodes' wall ours-all pages-all 1.5
    table 7 'plan for 2 of 5000 nodes with 20,000 workloads'
}
case_7_ours() { ours_cluster plan NODE_SELECTOR=pool=few NODE_ADDRESS=internal-ip; }
case_7_pages() { pages_cluster '&labelSelector=pool%3Dfew'; }
case_7_ours_all() { ours_cluster plan NODES=\"127.1.0.1 127.1.0.2\"; }
case_7_pages_all() { pages_cluster ''; }
check_7() {
    case $1 in
        ours*) [[ ! -s $ERR && $(grep -c '^pull ' "$OUT") -gt 0 ]] || return 1
            ((ROUND)) || value 7 "$1" 0 own "$(cut -f 6 "$FIGURES" | awk '{print $1 * 1024 / 1e6}')" ;;
        *) [[ $(<"$OUT") =~ ^[0-9]+\ pages$ ]] ;;
    esac
}
