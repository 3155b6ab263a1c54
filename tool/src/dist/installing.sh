# Sourced by install.sh and uninstall.sh, and part of the packages' scripts: the places, the locks, words. Not a command.
# shellcheck shell=sh disable=SC2034

# Nothing of the caller's environment counts.
umask 022
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
unset CDPATH

target=/opt/image-sync/bin/image-sync # of the symlink; always without --root, which is gone when the program runs
root=
lock_wait=60
locked=no

say() {
  printf '%s\n' "$*"
}

die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

wrong_use() {
  printf '%s: %s\nTry %s --help\n' "${0##*/}" "$1" "$0" >&2
  exit 2
}

# set_root DIR: every place is below DIR.
set_root() {
  [ -n "$1" ] || wrong_use "--root needs a folder"
  mkdir -p -- "$1"
  root=$(cd -- "$1" && pwd -P)
  [ "$root" != / ] || root=
}

set_lock_wait() {
  case $1 in
    '' | *[!0-9]*) wrong_use "--lock-wait needs a number of seconds" ;;
  esac
  lock_wait=$1
}

set_places() {
  [ -n "$root" ] || [ "$(id -u)" = 0 ] || die "must run as root, or with --root DIR"
  program=$root/opt/image-sync
  conf_dir=$root/etc/image-sync
  log_dir=$root/var/log/giindia/image-sync
  state_dir=$root/var/lib/image-sync
  link=$root/usr/local/bin/image-sync
  unit_dir=$root/etc/systemd/system
  cron_dir=$root/etc/cron.d
  man_dir=$root/usr/local/share/man
  completion_dir=$root/usr/local/share/bash-completion/completions
  run_dir=$root/var/run
  # In a system's tree it is a link to /run, which would lead out of --root.
  if [ -n "$root" ] && [ -L "$run_dir" ]; then run_dir=$root/run; fi
  for folder in "${program%/*}" "$conf_dir" "$log_dir" "$state_dir" "${link%/*}" "$unit_dir" "$cron_dir" "$run_dir" \
    "$man_dir" "$completion_dir"; do
    stay_inside "$folder"
  done
}

# stay_inside FOLDER: dies when a link on the way to it leads out of --root.
stay_inside() {
  inside=$1
  until [ -z "$inside" ] || [ -e "$inside" ] || [ -L "$inside" ]; do inside=${inside%/*}; done
  case $(readlink -f -- "${inside:-/}")/ in
    "$root"/*) ;;
    *) die "$inside leads out of $root" ;;
  esac
}

# Holds the lock that a run holds, until this process and what it started have ended. Takes it as a run does: flock(2),
# never truncated before it is held, never deleted.
take_lock() {
  command -v flock >/dev/null || die "flock is missing; install util-linux"
  lock=$run_dir/image-sync.lock
  mkdir -p -- "$run_dir"
  if [ -L "$lock" ] || { [ -e "$lock" ] && [ ! -f "$lock" ]; }; then die "$lock is not a regular file; move it away"; fi
  [ -e "$lock" ] || (umask 077 && : >>"$lock")
  exec 9<>"$lock"
  waited=0
  until flock -n 9; do
    [ "$waited" != 0 ] || say "waiting up to $lock_wait s for $lock, held by $(lock_holder)"
    [ "$waited" -lt "$lock_wait" ] || die "$lock is held by $(lock_holder); try again when it has ended"
    sleep 1
    waited=$((waited + 1))
  done
  locked=yes
  printf '%s, pid %s, since %s\n' "${0##*/}" "$$" "$(date '+%Y-%m-%d %H:%M:%S')" >"$lock"
}

release_lock() {
  [ "$locked" = yes ] || return 0
  locked=no
  : >"$lock"
  exec 9<&-
}

# Who holds the lock: the processes that have it open and locked, and what the file says. The process that took it may
# have ended, as flock(1) does in a script; /proc/locks would name that one.
lock_holder() {
  inode=$(stat -L -c %d:%i "$lock")
  { grep -ls '^lock:.*FLOCK' /proc/[0-9]*/fdinfo/* 2>/dev/null || :; } | while read -r info; do
    process=${info%/fdinfo/*}
    if [ "$(stat -L -c %d:%i "$process/fd/${info##*/}" 2>/dev/null)" = "$inode" ]; then
      printf 'pid %s (%s), ' "${process#/proc/}" "$(tr '\0' ' ' <"$process/cmdline" 2>/dev/null | shown)"
    fi
  done
  printf 'the file says: "%s"' "$(shown <"$lock")"
}

# Text of others made fit to be shown.
shown() {
  head -c 200 | tr -c '[:print:]' ' ' | sed 's/ *$//'
}

# The units; those with @ are for groups.
units='image-sync.service image-sync.timer image-sync@.service image-sync@.timer'

# Whether the link is ours: it leads into the program's folder, as the original's did.
link_is_ours() {
  [ -L "$link" ] || return 1
  case $(readlink -- "$link") in
    /opt/image-sync/* | "$program"/*) return 0 ;;
    *) return 1 ;;
  esac
}

systemd_runs() {
  [ -z "$root" ] && [ -d /run/systemd/system ] && command -v systemctl >/dev/null
}

# purge_files FOLDER NAME...: removes the files of these names in the folder and below, where groups have theirs, then
# the folders that are empty. Neither follows links nor leaves the file system.
purge_files() {
  folder=$1
  shift
  if [ -L "$folder" ]; then say "kept $folder: it is a link" && return; fi
  [ -d "$folder" ] || return 0
  for name in "$@"; do
    find -P "$folder" -xdev -type f -name "$name" -exec rm -f -- {} +
  done
  find -P "$folder" -xdev -depth -type d -exec rmdir -- {} + 2>/dev/null || :
  if [ -e "$folder" ]; then say "kept $folder: it has files that are not ours"; fi
}

purge_all() {
  day='[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
  purge_files "$conf_dir" '*.conf' '*.conf.new' '*.conf.part' '*.conf.kept'
  purge_files "$log_dir" "image-sync-$day.log" "success_images-$day.log" "failed_images-$day.log"
  purge_files "$state_dir" '*'
  for drop_ins in "$unit_dir"/image-sync.service.d "$unit_dir"/image-sync.timer.d "$unit_dir"/image-sync@*.d; do
    purge_files "$drop_ins" '*.conf'
  done
  rmdir -- "${log_dir%/*}" 2>/dev/null || :
}
