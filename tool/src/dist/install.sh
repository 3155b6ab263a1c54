#!/bin/sh
# Installs image-sync from the folder that this script lies in, over an earlier image-sync or the original script.
set -eu

here=$(dirname -- "$(readlink -f -- "$0")")
# shellcheck source-path=SCRIPTDIR source=installing.sh
. "$here/installing.sh"

new=
old=
systemd=no
cron=no
force=no
next=

usage() {
  cat <<END
Usage: $0 [--systemd] [--cron] [--force] [--root DIR] [--lock-wait SECONDS]

Installs image-sync:
  /opt/image-sync                  the program; the one that was there is kept as /opt/image-sync.old
  /usr/local/bin/image-sync        a link to it
  /etc/image-sync/image-sync.conf  the configuration; one that is there is kept, a new template is put beside it as .new
  /var/log/giindia/image-sync      logs
  /var/lib/image-sync              state
  /usr/local/share                 manual pages, and completion for bash

  --systemd            also a service and its timer, every 30 minutes, enabled and started where systemd runs; and the
                       same as templates for groups, which you enable: systemctl enable --now image-sync@GROUP.timer
  --cron               also /etc/cron.d/image-sync, every 30 minutes
  --force              replace /usr/local/bin/image-sync even if it is something else, and install beside a package
  --root DIR           install below DIR, for packagers; starts nothing and needs no root
  --lock-wait SECONDS  how long to wait for a run to end (60)
END
}

read_options() {
  while [ $# -gt 0 ]; do
    case $1 in
      --systemd) systemd=yes ;;
      --cron) cron=yes ;;
      --force) force=yes ;;
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

check_distribution() {
  for part in bin/image-sync runtime/bin/java conf/image-sync.conf uninstall.sh; do
    [ -e "$here/$part" ] || die "$here/$part is missing; unpack the whole archive"
  done
}

# The link would hide the package's program.
check_package() {
  if [ -z "$root" ] && [ "$force" = no ] && [ -e /usr/lib/image-sync/bin/image-sync ]; then
    die "the package image-sync is installed; upgrade or remove it, or use --force"
  fi
}

check_link() {
  if [ -d "$link" ] && [ ! -L "$link" ]; then die "$link is a folder"; fi
  if [ "$force" = yes ] || link_is_ours; then return; fi
  if [ -e "$link" ] || [ -L "$link" ]; then die "$link is not ours; move it away or use --force"; fi
}

# The new program beside the old one, complete and tried out.
unpack() {
  mkdir -p -- "${program%/*}"
  # What a killed install has left; none is at work, since we hold the lock.
  rm -rf -- "${program%/*}"/.image-sync.new.*
  new=$(mktemp -d "${program%/*}/.image-sync.new.XXXXXX")
  cp -RpP -- "$here/." "$new/" || die "could not copy to $new"
  [ "$(id -u)" != 0 ] || chown -hR 0:0 "$new"
  chmod -R u=rwX,go=rX "$new"
  try_out
}

# Only a program for another kind of machine, below --root, is not tried out.
try_out() {
  if [ -n "$root" ] && [ "$(machine "$new/runtime/bin/java")" != "$(machine /proc/self/exe)" ]; then
    version="image-sync for another kind of machine, not tried out,"
  else
    version=$(timeout 60 "$new/bin/image-sync" --version 2>&1) ||
      die "the new program does not run, nothing was changed: $version"
    version=$(printf '%s\n' "$version" | head -n 1)
    # It starts without them too, and takes longer.
    "$new/bin/make-archives" >/dev/null 2>&1 || :
  fi
}

# machine FILE: e_machine of its ELF header.
machine() {
  od -An -tx1 -j18 -N2 -- "$1"
}

# At no moment is there no program. The old one stays as .old, unless it is the same as the new one: then the .old that
# is there stays worth going back to.
swap() {
  trap '' HUP INT TERM
  if [ ! -e "$program" ] && [ ! -L "$program" ]; then
    mv -T -- "$new" "$program"
    new=
    return
  fi
  if exchange "$new" "$program"; then
    old=$new
  else
    # A file system that cannot exchange: the next best.
    old=$(mktemp -d "${program%/*}/.image-sync.new.XXXXXX")
    mv -T -- "$program" "$old"
    mv -T -- "$new" "$program" || { mv -T -- "$old" "$program" && die "could not rename $new to $program"; }
  fi
  new=
  if diff -rq --no-dereference "$old" "$program" >/dev/null 2>&1; then
    rm -rf -- "$old"
  else
    rm -rf -- "$program.old"
    mv -T -- "$old" "$program.old"
  fi
}

exchange() {
  env -i "$new/runtime/bin/java" -Xlog:disable --enable-native-access=ALL-UNNAMED \
    -cp "$new/lib/*" io.imagesync.cli.Exchange "$1" "$2" 2>/dev/null
}

# Of two runs that are started at once one ends with 1, each time. A line for a group is none for the main one.
warn_of_two_schedules() {
  schedule=
  [ ! -e "$unit_dir/image-sync.timer" ] || schedule=$unit_dir/image-sync.timer
  for tab in "$cron_dir/image-sync" "$root/etc/crontab" "$root/var/spool/cron/crontabs/root" "$root/var/spool/cron/root"; do
    if grep -s '^[^#]*image-sync' "$tab" | grep -qv -e ' -g' -e ' --group'; then
      [ -z "$schedule" ] || say "warning: both $schedule and $tab start image-sync; keep one of them"
      schedule=${schedule:-$tab}
    fi
  done
}

# put MODE FILE PLACE: the file is there whole or not at all.
put() {
  rm -f -- "$3.part"
  (umask 077 && cp -- "$2" "$3.part")
  chmod "$1" "$3.part"
  mv -fT -- "$3.part" "$3"
}

# new_folder FOLDER: 750, unless it is there already.
new_folder() {
  mkdir -p -- "${1%/*}"
  [ -d "$1" ] || mkdir -m 750 -- "$1"
}

put_configuration() {
  conf=$conf_dir/image-sync.conf
  template=$here/conf/image-sync.conf
  known=$program/conf/image-sync.conf
  new_folder "$conf_dir"
  if [ ! -e "$conf" ] && [ ! -L "$conf" ]; then
    put 640 "$template" "$conf"
    next="next: edit $conf, then run image-sync plan"
  elif ! cmp -s -- "$template" "$conf" && ! cmp -s -- "$template" "$known"; then
    put 640 "$template" "$conf.new"
    next="kept $conf; the new template is $conf.new"
  fi
}

put_link() {
  mkdir -p -- "${link%/*}"
  if [ -L "$link" ] && [ "$(readlink -- "$link")" = "$target" ]; then return; fi
  rm -f -- "$link.part"
  ln -s -- "$target" "$link.part"
  mv -fT -- "$link.part" "$link"
}

# Manual pages and completion. From the program's folder, as the units.
put_words() {
  mkdir -p -- "$man_dir/man1" "$man_dir/man5" "$completion_dir"
  put 644 "$program/man/image-sync.1" "$man_dir/man1/image-sync.1"
  put 644 "$program/man/image-sync.conf.5" "$man_dir/man5/image-sync.conf.5"
  put 644 "$program/completion/image-sync" "$completion_dir/image-sync"
}

# From the program's folder: the one that we came from may be the .old that has just been replaced.
put_schedule() {
  if [ "$systemd" = yes ]; then
    mkdir -p -- "$unit_dir"
    for unit in $units; do put 644 "$program/systemd/$unit" "$unit_dir/$unit"; done
  fi
  if [ "$cron" = yes ]; then
    mkdir -p -- "$cron_dir"
    if [ -e "$cron_dir/image-sync" ]; then
      say "kept $cron_dir/image-sync"
    else
      put 644 "$program/cron/image-sync" "$cron_dir/image-sync"
    fi
  fi
}

start_timer() {
  [ "$systemd" = yes ] || return 0
  if systemd_runs; then
    systemctl daemon-reload
    systemctl enable --now image-sync.timer
  elif [ -z "$root" ]; then
    say "systemd does not run here: the timer is not enabled"
  fi
}

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
  release_lock
  if [ -n "$new" ]; then rm -rf -- "$new"; fi
}

main() {
  read_options "$@"
  set_places
  check_distribution
  check_package
  trap clean_up EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  take_lock
  check_link
  unpack
  new_folder "$log_dir"
  new_folder "$state_dir"
  put_configuration
  swap
  put_link
  put_words
  put_schedule
  release_lock
  start_timer
  say "installed $version in $program"
  warn_of_two_schedules
  [ -z "$next" ] || say "$next"
}

main "$@"
exit
