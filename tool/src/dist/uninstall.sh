#!/bin/sh
# Removes image-sync: the program, the one kept as .old, the link, manual pages and completion, the units and the cron
# file. Configuration with the units' drop-ins, logs and state stay, unless told --purge.
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
                       in them, and the folders if nothing else is left; and the drop-ins of the units
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

# No new run starts. One that runs is waited for; those of groups, which have locks of their own, are ended: they cancel
# their pulls on the nodes.
stop_timers() {
  if systemd_runs && [ -e "$unit_dir/image-sync.timer" ]; then
    systemctl disable --now image-sync.timer
  fi
  if systemd_runs && [ -e "$unit_dir/image-sync@.timer" ]; then
    for enabled in "$unit_dir"/*.wants/image-sync@*.timer; do
      if [ -L "$enabled" ]; then systemctl disable --now "${enabled##*/}"; fi
    done
    # Those that were started without being enabled, too.
    systemctl stop 'image-sync@*.timer' 'image-sync@*.service'
  fi
}

remove_program() {
  for unit in $units; do rm -f -- "$unit_dir/$unit"; done
  # What enabled them, where systemd did not run.
  rm -f -- "$unit_dir"/*.wants/image-sync.timer "$unit_dir"/*.wants/image-sync@*.timer
  rm -f -- "$cron_dir/image-sync" "$completion_dir/image-sync"
  rm -f -- "$man_dir/man1/image-sync.1" "$man_dir/man5/image-sync.conf.5"
  if systemd_runs; then systemctl daemon-reload; fi
  if link_is_ours; then
    rm -f -- "$link"
  elif [ -e "$link" ] || [ -L "$link" ]; then
    say "kept $link: it is not ours"
  fi
  rm -rf -- "$program" "$program.old" "${program%/*}"/.image-sync.new.*
}

main() {
  read_options "$@"
  set_places
  stop_timers
  trap release_lock EXIT
  take_lock
  remove_program
  if [ "$purge" = yes ]; then purge_all; fi
  say "removed image-sync"
}

main "$@"
exit
