# shellcheck shell=bash
# Processes of a lab: each has a file LAB/pids/NAME with its pid and its start time, so that a pid that has been given
# to another process since is never taken for ours.

process_start_time() {
    local stat
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
    # After the command's name, which may contain blanks: the state is field 3, the start time field 22.
    # shellcheck disable=SC2086
    set -- ${stat##*) }
    [[ $1 != Z ]] && printf %s "${20}"
}

# $1: NAME, $2: pid
process_record() { printf '%s %s\n' "$2" "$(process_start_time "$2")" >"$LAB/pids/$1"; }

# $1: NAME, then the command; its output goes to LAB/NAME.log. It records itself first: whenever we are killed, there
# is no process without a record.
process_start() {
    local name=$1
    shift
    (process_record "$name" "$BASHPID" && exec setsid "$@" </dev/null >>"$LAB/$name.log" 2>&1) &
    wait_until "the start of $name" 5 process_pid "$name"
}

# Prints the pid when it runs.
process_pid() {
    local pid start
    read -r pid start 2>/dev/null <"$LAB/pids/$1" || return 1
    [[ -n $start && $(process_start_time "$pid") == "$start" ]] && printf %s "$pid"
}

process_gone() { ! process_start_time "$1" >/dev/null; }

# $1: NAME, $2: signal. Waits for its end, asks five seconds, then insists.
process_stop() {
    local pid
    if pid=$(process_pid "$1"); then
        kill -"$2" "$pid" 2>/dev/null || true
        (wait_until "the end of $1" 5 process_gone "$pid") 2>/dev/null || kill -KILL "$pid" 2>/dev/null || true
        wait_until "the end of $1" 5 process_gone "$pid"
    fi
    rm -f "$LAB/pids/$1"
}
