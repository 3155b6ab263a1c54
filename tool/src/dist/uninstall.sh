#!/bin/sh
# Removes image-sync: the program, the one kept as .old, the link, the units and the cron file. Configuration, logs and
# state stay, unless told --purge.
set -eu

here=$(dirname -- "$(readlink -f -- "$0")")
# shellcheck source-path=SCRIPTDIR source=installing.sh
. "$here/installing.sh"

purge=no

usage() {
  cat <<END
Usage: $0 [--purge] [--root DIR] [--lock-wait SECONDS]

Removes image-sync. Its configuration, logs and state stay.

  --purge              also remove /etc/image-sync, /var/log/giindia/image-sync and /var/lib/image-sync: what is ours
                       in them, and the folders if nothing else is left
  --root DIR           remove what lies below DIR
  --lock-wait SECONDS  how long to wait for a run to end (60)
END
}

read_options() {
  while [ $# -gt 0 ]; do
    case $1 in
      --purge) purge=yes ;;
      --root) shift && set_root "${1:-}" ;;
      --root=*) set_root "${1#*=}" ;;
      --lock-wait) shift && set_lock_wait "${1:-}" ;;
      --lock-wait=*) set_lock_wait "${1#*=}" ;;
      --help | -h) usage && exit 0 ;;
      *) wrong_use "unknown option: $1" ;;
    esac
    shift
  done
}

# No new run starts; one that runs is waited for.
stop_timer() {
  if systemd_runs && [ -e "$unit_dir/image-sync.timer" ]; then
    systemctl disable --now image-sync.timer
  fi
}

remove_program() {
  rm -f -- "$cron_dir/image-sync" "$unit_dir/image-sync.timer" "$unit_dir/image-sync.service"
  if systemd_runs; then systemctl daemon-reload; fi
  if link_is_ours; then
    rm -f -- "$link"
  elif [ -e "$link" ] || [ -L "$link" ]; then
    say "kept $link: it is not ours"
  fi
  rm -rf -- "$program" "$program.old" "${program%/*}"/.image-sync.new.*
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
  purge_files "$conf_dir" '*.conf' '*.conf.new' '*.conf.part'
  purge_files "$log_dir" "image-sync-$day.log" "success_images-$day.log" "failed_images-$day.log"
  purge_files "$state_dir" '*'
  rmdir -- "${log_dir%/*}" 2>/dev/null || :
}

main() {
  read_options "$@"
  set_places
  stop_timer
  trap release_lock EXIT
  take_lock
  remove_program
  if [ "$purge" = yes ]; then purge_all; fi
  say "removed image-sync"
}

main "$@"
exit
