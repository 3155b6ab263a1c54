# shellcheck shell=bash
# Runs what is measured, makes sure that it did its work, and keeps the figures, a line each in $RESULTS:
#   run CASE WHO ROUND WALL CPU PEAK USER_BELOW SYSTEM_BELOW ALONE (as measure writes them)
#   value CASE WHO ROUND NAME NUMBER
#   target CASE WORDS METRIC WHO OTHER LIMIT

# Runs a command and writes its figures; what it prints goes to $OUT. Called by the functions of the contestants.
measured() { "$HERE/measure" "${MEMORY[@]}" "$FIGURES" "$@" >"$OUT" 2>"$ERR" </dev/null; }

# A case in rounds, in which all contestants take turns. The first is for the memory and warms the machine's caches up.
# $1: case, $2: a function that makes the fleet ready and leaves it so for each run, then contestants; one whose
# name ends with -kex is the one before the -kex, with the key exchange that all have who are called so
rounds() {
    local case=$1 prepare=$2 who
    shift 2
    RESULTS=$FLEET/results-$case OUT=$FLEET/out ERR=$FLEET/err FIGURES=$FLEET/figures
    : >"$RESULTS"
    for ((ROUND = 0; ROUND <= RUNS; ROUND++)); do
        MEMORY=()
        ((ROUND)) || MEMORY=(--memory)
        for who in "$@"; do
            [[ ! -t 2 ]] || printf '\rcase %s, round %d of %d: %-20s\r' "$case" "$ROUND" "$RUNS" "$who" >&2
            fleet_quiet
            "$prepare"
            contestant "$case" "$who" || return 1
        done
    done
    [[ ! -t 2 ]] || printf '%60s\r' '' >&2
}

# $1: case, $2: contestant
contestant() {
    local code=0 who=${2%-kex}
    SERIES=${2#"$who"}
    key_exchange "$SERIES"
    "case_$1_${who//-/_}" || code=$?
    if ((code)) || ! "check_$1" "$who"; then
        printf '\nbench: case %s: %s has not done its work (exit code %d); it printed:\n' "$1" "$2" "$code" >&2
        tail -n 5 "$ERR" "$OUT" >&2
        return 1
    fi
    printf 'run\t%s\t%s\t%s\t%s\n' "$1" "$2" "$ROUND" "$(<"$FIGURES")" >>"$RESULTS"
}

# $1: case, $2: contestant, $3: round, $4: name, $5: number
value() { printf 'value\t%s\n' "$(IFS=$'\t' && echo "$*")" >>"$RESULTS"; }

# $1: case, $2: what it is about, $3: metric, $4: contestant, $5: another, or - for none, $6: limit
target() { printf 'target\t%s\n' "$(IFS=$'\t' && echo "$*")" >>"$RESULTS"; }

# Whether so many nodes were listed whole. $1: contestant, $2: nodes
listed() {
    case $1 in
        ours*) [[ ! -s $ERR && $(grep -c "Images on 127.*: $IMAGES\$" "$FLEET"/ours/logs/image-sync-*.log) == "$2" ]] ;;
        bash-loop) [[ $(grep -c "Images on 127.*: $IMAGES\$" "$FLEET/loop/log") == "$2" ]] ;;
        *) [[ $(grep -c "\"$REPOSITORY/.*:1.0\"" "$OUT") == $(($2 * IMAGES)) ]] ;;
    esac
}

# Prints the table of a case. $1: case, $2: title
table() { printf '### (%s) %s\n\n' "$1" "$2" && "$HERE/table" "$RESULTS"; }

machine_words() {
    printf '%s, %d CPUs (%s), %d GB; Linux %s; %s; %s rounds\n\n' "$(date +%F)" "$(nproc)" \
        "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" \
        "$(awk '/MemTotal/ {print int($2 / 1048576 + 0.5)}' /proc/meminfo)" "$(uname -r)" "$(ssh -V 2>&1 | cut -d, -f1)" "$RUNS"
}
