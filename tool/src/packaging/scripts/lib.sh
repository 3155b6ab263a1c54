
# What the scripts of the packages share. Comes after installing.sh.
# shellcheck shell=sh disable=SC2034,SC2154
set_places
installed=/usr/lib/image-sync
command=/usr/bin/image-sync
packaged_units=/usr/lib/systemd/system
conf=$conf_dir/image-sync.conf
# Where a configuration waits that was there before the package: dpkg would ask whether to keep it.
kept=$conf.kept

# Of the package managers' own names for the script nobody would know whose words these are.
say() {
  printf 'image-sync: %s\n' "$*"
}

die() {
  printf 'image-sync: %s\n' "$*" >&2
  exit 1
}

# Every lock that a run may hold: the default one, those of groups, and those that a configuration names.
locks() {
  for lock in "$run_dir/image-sync.lock" "$run_dir"/image-sync-*.lock; do printf '%s\n' "$lock"; done
  sed -n "s/^\([^#]*[[:space:];]\)\{0,1\}LOCK_FILE=[\"']\{0,1\}\(\/[^\"';#[:space:]]*\).*/\2/p" "$conf_dir"/*.conf "$kept" 2>/dev/null || :
}

# No run is at work, and nothing is left that was made for the files that go.
before_install() {
  wait_for_runs
  remove_archives
}

# Sets lock to one that is held, or fails.
find_held_lock() {
  command -v flock >/dev/null || return 1
  held=$(locks | while read -r lock; do
    if [ ! -f "$lock" ] || [ -L "$lock" ]; then continue; fi
    code=0
    flock -n -E 75 -- "$lock" true || code=$?
    if [ "$code" = 75 ]; then printf '%s\n' "$lock" && break; fi
  done)
  lock=$held
  [ -n "$held" ]
}

wait_for_runs() {
  waited=0
  while find_held_lock; do
    [ "$waited" != 0 ] || say "waiting up to $lock_wait s for $lock, held by $(lock_holder)"
    [ "$waited" -lt "$lock_wait" ] || die "$lock is held by $(lock_holder); try again when it has ended"
    sleep 1
    waited=$((waited + 1))
  done
}

# The archives of classes that only this machine can make. Without them the program works too, and starts more slowly.
make_archives() {
  "$installed/bin/make-archives" >/dev/null 2>&1 || find "$installed" -name '*.jsa.part' -exec rm -f -- {} +
}

# Neither package manager knows those that were made here.
remove_archives() {
  rm -f -- "$installed"/lib/*.jsa "$installed/runtime/lib/server/classes.jsa"
}

put_configuration_aside() {
  if [ -f "$conf" ] && [ ! -e "$kept" ]; then mv -T -- "$conf" "$kept"; fi
}

put_configuration_back() {
  [ -e "$kept" ] || return 0
  if [ -e "$conf" ] && ! cmp -s -- "$conf" "$kept"; then mv -fT -- "$conf" "$conf.dpkg-dist"; fi
  mv -fT -- "$kept" "$conf"
}

# After the files are there.
after_install() {
  for folder in "$log_dir" "$state_dir"; do
    mkdir -p -- "${folder%/*}"
    [ -d "$folder" ] || mkdir -m 750 -- "$folder"
  done
  make_archives
  replace_units
  replace_cron_file
  replace_link
  remove_tree
  reload_units
}

# What install.sh puts in /etc would hide the package's units. One that somebody has changed is kept under a name that
# systemd does not read. What was enabled stays enabled.
replace_units() {
  for unit in $units; do
    if [ ! -f "$unit_dir/$unit" ] || [ -L "$unit_dir/$unit" ]; then continue; fi
    if cmp -s -- "$unit_dir/$unit" "$program/systemd/$unit"; then
      rm -f -- "$unit_dir/$unit"
    else
      mv -fT -- "$unit_dir/$unit" "$unit_dir/$unit.before-package"
      say "$unit_dir/$unit had changes; it is now $unit.before-package, and the package's is used"
    fi
  done
  for wanted in "$unit_dir"/*.wants/image-sync.timer "$unit_dir"/*.wants/image-sync@*.timer; do
    [ -L "$wanted" ] || continue
    to=$(readlink -- "$wanted")
    case $to in "$unit_dir"/* | ../*) ln -sfn -- "$packaged_units/${to##*/}" "$wanted" ;; esac
  done
}

replace_cron_file() {
  [ -f "$cron_dir/image-sync" ] || return 0
  lines=$(sed -e "s|$link|$command|g" -e "s|$target|$command|g" "$cron_dir/image-sync")
  if printf '%s\n' "$lines" | cmp -s - "$cron_dir/image-sync"; then return 0; fi
  printf '%s\n' "$lines" >"$cron_dir/image-sync"
  say "$cron_dir/image-sync calls $command now"
}

# A crontab that calls the link goes on working: then the link stays, and leads to the package's program.
replace_link() {
  link_is_ours || return 0
  for tab in /etc/crontab "$cron_dir"/* /var/spool/cron/crontabs/* /var/spool/cron/*; do
    if grep -qs "^[^#]*$target" "$tab"; then say "$tab calls $target, which is gone: write $command"; fi
    if grep -qs "^[^#]*$link" "$tab"; then
      ln -sfn -- "$command" "$link"
      say "kept $link, which $tab calls: write $command there and remove the link"
    fi
  done
  if link_is_ours; then
    rm -f -- "$link"
    say "removed the link $link: call $command"
  fi
}

# What install.sh has put there. The original Bash tool is kept as .old: nobody could get it back.
remove_tree() {
  [ -d "$program" ] || return 0
  if find_held_lock; then
    say "kept $program, since a run may use it: $lock is held by $(lock_holder); remove it when that has ended"
    return
  fi
  rm -f -- "$completion_dir/image-sync" "$man_dir/man1/image-sync.1" "$man_dir/man5/image-sync.conf.5"
  rm -rf -- "${program%/*}"/.image-sync.new.*
  if [ -e "$program.old/install.sh" ]; then rm -rf -- "$program.old"; fi
  if [ -e "$program/install.sh" ] || [ -L "$program" ]; then
    rm -rf -- "$program"
  elif [ ! -e "$program.old" ]; then
    mv -T -- "$program" "$program.old"
    say "kept the earlier program as $program.old"
  else
    say "kept $program; it is not used any more"
  fi
}

reload_units() {
  systemd_runs || return 0
  systemctl daemon-reload || :
  systemctl try-restart image-sync.timer 'image-sync@*.timer' || :
}

# shellcheck disable=SC2317 # the trap calls it
start_timers() {
  for wanted in "$unit_dir"/*.wants/image-sync.timer "$unit_dir"/*.wants/image-sync@*.timer; do
    if [ -L "$wanted" ] && systemd_runs; then systemctl start "${wanted##*/}" || :; fi
  done
}

# No new run starts, and none is at work, or nothing has changed.
before_remove() {
  if systemd_runs; then systemctl stop image-sync.timer 'image-sync@*.timer' || :; fi
  trap start_timers EXIT
  wait_for_runs
  trap - EXIT
  remove_archives
  rm -f -- "$unit_dir"/*.wants/image-sync.timer "$unit_dir"/*.wants/image-sync@*.timer "$cron_dir/image-sync"
  if [ -L "$link" ] && [ "$(readlink -- "$link")" = "$command" ]; then rm -f -- "$link"; fi
}

# dpkg alone knows purging. Where install.sh has put image-sync meanwhile, configuration, logs and state are its.
purge() {
  if [ -e "$program/install.sh" ]; then
    say "$program is there: kept configuration, logs and state"
  else
    purge_all
  fi
}
