# shellcheck shell=bash disable=SC2154
# Sourced by test-packages: what is done with packages in a clean system, and how it has to be afterwards.

# A new clean system in $root, with what install.sh needs in /dist.
lay_out() {
  if mountpoint -q "$root"; then umount -R -l "$root"; fi
  mkdir -p "$root"
  own -t tmpfs -o mode=755 tmpfs "$root"
  tar -xf "$system" -C "$root" --exclude='./dev/*'
  own -t proc proc "$root/proc"
  own --rbind /dev "$root/dev"
  mkdir -p "$root/packages" "$root/dist"
  own --bind "$packages" "$root/packages"
  own --bind "$dist" "$root/dist"
}

inside() { env -i PATH="$PATH" HOME=/root DEBIAN_FRONTEND=noninteractive chroot "$root" "$@" </dev/null; }
in_shell() { inside /bin/sh -euc "$1"; }

# put_deb [FILE]: as an administrator does, but nobody answers a question.
put_deb() {
  cp "${1:-$deb}" "$root/tmp/image-sync.deb"
  inside apt-get -y -q --reinstall install /tmp/image-sync.deb
}
put_rpm() { rpm --root "$root" --dbpath /var/lib/rpm --nodeps -U "$@" "$rpm"; }
put() { # deb|rpm
  "put_$1"
}

# next_version DEB FILE: the same package with a higher version and another template, that waits only 3 s for runs.
next_version() {
  rm -rf "$work/next"
  dpkg-deb -R "$1" "$work/next"
  sed -i 's/^Version: .*/&.next/' "$work/next/DEBIAN/control"
  sed -i 's/^lock_wait=60$/lock_wait=3/' "$work/next/DEBIAN/preinst" "$work/next/DEBIAN/prerm"
  echo '# next' >>"$work/next/etc/image-sync/image-sync.conf"
  dpkg-deb --root-owner-group -Znone -b "$work/next" "$2" >/dev/null
}

clean_install() {
  lay_out
  check "installs" put_deb
  installed_well
  check "has all files as packaged" says_nothing inside dpkg --verify image-sync
  check "leaves the configuration alone when it is installed again" put_deb
  check "install.sh does not install beside it" fails_saying 'the package image-sync is installed' inside /dist/install.sh
}

installed_well() {
  check "runs with an empty environment" silent inside env -i /usr/bin/image-sync --version
  check "starts from its archive of classes" starts_from_archive_inside
  check "the configuration is 640" mode_is 640 "$root/etc/image-sync/image-sync.conf"
  check "folders of logs and state are 750" folders_are_750
  check "has manual pages and completion" in_shell 'cd /usr/share && test -s man/man1/image-sync.1.gz -a \
    -s man/man5/image-sync.conf.5.gz -a -s bash-completion/completions/image-sync'
  check "units start the package's program" in_shell 'cd /usr/lib/systemd/system && grep -q "^ExecStart=/usr/bin/image-sync$" \
    image-sync.service && grep -q "^ExecStart=/usr/bin/image-sync -g %i$" image-sync@.service'
  check "no file names the places of install.sh" not grep -rIl -e /opt/image-sync -e /usr/local/bin/image-sync \
    "$root/usr/lib/systemd/system" "$root/usr/lib/image-sync/bin"
  check "the timer is $(expected_timer)" timer_is "$(expected_timer)"
  check "nothing is outside of the package's places" none_found "$root/opt" "$root/usr/local" "$root/etc/cron.d" -name '*image-sync*'
}
folders_are_750() { mode_is 750 "$root/var/log/giindia/image-sync" && mode_is 750 "$root/var/lib/image-sync"; }
starts_from_archive_inside() {
  sed 's/-Xlog:disable/& -Xlog:class+load:stdout/' "$root/usr/lib/image-sync/bin/image-sync" >"$root/usr/lib/image-sync/bin/telling"
  chmod 755 "$root/usr/lib/image-sync/bin/telling"
  inside /usr/lib/image-sync/bin/telling --version >"$work/classes"
  rm "$root/usr/lib/image-sync/bin/telling"
  grep -q 'io\.imagesync\.cli\.Main source: shared objects file' "$work/classes"
}
expected_timer() { echo "${timer:-disabled}"; }
timer_is() { [ "$(systemctl --root="$root" is-enabled image-sync.timer)" = "$1" ]; }

# A program that runs holds the lock as a run does.
hold() { # LOCK
  env -i PATH="$PATH" chroot "$root" flock --no-fork "$1" sleep 300 </dev/null &
  holder=$!
  until [ -e "$root$1" ] && ! flock -n "$root$1" true; do sleep 0.05; done
}
# waits COMMAND...: it says for whom it waits, and goes on when that one has ended.
waits() {
  "$@" 2>&1 | while IFS= read -r line; do
    printf '%s\n' "$line"
    case $line in *"waiting up to"*"held by pid $holder "*) kill "$holder" ;; esac
  done | tee /dev/stderr | grep 'waiting up to' >/dev/null && [ "${PIPESTATUS[0]}" = 0 ]
}
let_go() { kill "$holder" && { wait "$holder"; } 2>/dev/null; true; }

fails_saying() { # TEXT COMMAND...
  local text=$1
  shift
  if "$@" >"$work/failed" 2>&1; then cat "$work/failed" && return 1; fi
  cat "$work/failed"
  grep -qF -- "$text" "$work/failed"
}

upgrade_deb() { # NEXT
  hold /run/image-sync-gpu.lock
  check "waits for the run of a group" waits put_deb "$1"
  check "takes the new template where the old one had no changes" grep -qx '# next' "$root/etc/image-sync/image-sync.conf"
  check "is the next version" says '.next' inside dpkg-query -W image-sync
  echo 'NODE1=w1' >>"$root/etc/image-sync/image-sync.conf"
  systemctl -q --root="$root" enable image-sync.timer image-sync@gpu.timer
  check "the same version keeps a changed configuration unasked" put_deb "$1"
  check "which is whole" grep -qx 'NODE1=w1' "$root/etc/image-sync/image-sync.conf"
  timer=enabled installed_well
}

remove_deb() {
  local log=$root/var/log/giindia/image-sync/image-sync-2020-01-01.log
  echo kept | tee "$log" "$root/var/lib/image-sync/memory.json" >"$root/etc/image-sync/gpu.conf"
  hold /run/image-sync.lock
  check "is not removed while a run holds the lock" fails_saying "held by pid" inside apt-get -y -q remove image-sync
  check "works as before" silent inside image-sync --version
  check "its timer is as it was" timer_is enabled
  let_go
  check "removes" inside apt-get -y -q remove image-sync
  removed_well
  check "configuration stays" grep -qx 'NODE1=w1' "$root/etc/image-sync/image-sync.conf"
  check "logs and state stay" test -s "$log" -a -s "$root/var/lib/image-sync/memory.json"
  echo other >"${log%/*}/notes.txt"
  check "purges" inside apt-get -y -q purge image-sync
  check "configuration and state are gone" test ! -e "$root/etc/image-sync" -a ! -e "$root/var/lib/image-sync" -a ! -e "$log"
  check "what is not ours stays" test -s "${log%/*}/notes.txt"
}
removed_well() {
  check "program and units are gone" none_found "$root/usr" "$root/etc/systemd" "$root/etc/cron.d" -name 'image-sync*'
}

# What install.sh leaves, with a timer that is enabled, a group, a cron line and a configuration of its own.
over_install_sh() { # deb|rpm
  lay_out
  check "install.sh installs" inside /dist/install.sh --systemd --cron
  systemctl -q --root="$root" enable image-sync.timer image-sync@gpu.timer
  printf '%s\n' NODE1=w1 NODE2=w2 PREFIX1=a LOG_DIR=/var/log/giindia/image-sync >"$root/etc/image-sync/image-sync.conf"
  echo '{}' >"$root/var/lib/image-sync/memory.json"
  mkdir -p "$root/var/spool/cron/crontabs"
  check "the $1 installs over it, unasked" put "$1"
  check "the configuration is kept" grep -qx NODE2=w2 "$root/etc/image-sync/image-sync.conf"
  check "nothing of it is left aside" none_found "$root/etc/image-sync" -name '*.kept'
  check "the state is kept" test -s "$root/var/lib/image-sync/memory.json"
  check "tree, link, manual and units are gone" none_found "$root/opt" "$root/usr/local" "$root/etc/systemd/system" \
    -name '*image-sync*' ! -path '*.wants/*'
  check "the timer of the group is enabled" links_to /usr/lib/systemd/system/image-sync@.timer \
    "$root/etc/systemd/system/timers.target.wants/image-sync@gpu.timer"
  check "the cron line calls the package's program" grep -q ' /usr/bin/image-sync$' "$root/etc/cron.d/image-sync"
  rm "$root/etc/cron.d/image-sync"
  timer=enabled installed_well
}

over_original() { # deb|rpm
  lay_out
  mkdir -p "$root/opt/image-sync/bin" "$root/etc/image-sync" "$root/var/spool/cron/crontabs"
  printf '%s\n' '#!/bin/bash' 'echo the original' >"$root/opt/image-sync/bin/image-sync"
  printf '%s\n' NODE1=w1 NODE2=w2 >"$root/etc/image-sync/image-sync.conf"
  chmod 644 "$root/etc/image-sync/image-sync.conf"
  ln -s /opt/image-sync/bin/image-sync "$root/usr/local/bin/image-sync"
  echo '*/30 * * * * /usr/local/bin/image-sync' >"$root/var/spool/cron/crontabs/root"
  check "the $1 installs over the original" says 'kept /usr/local/bin/image-sync, which /var/spool/cron/crontabs/root calls' put "$1"
  check "whose cron line starts the package's program" says image-sync inside /usr/local/bin/image-sync --version
  check "the configuration and its mode are kept" mode_is 644 "$root/etc/image-sync/image-sync.conf"
  check "the template is beside it" compgen -G "$root/etc/image-sync/image-sync.conf.*"
  check "the original is kept as .old" test -e "$root/opt/image-sync.old/bin/image-sync" -a ! -e "$root/opt/image-sync"
}

# NEXT waits 3 s only.
refused_deb() {
  lay_out
  inside /dist/install.sh >/dev/null 2>&1
  echo NODE1=w1 >"$root/etc/image-sync/image-sync.conf"
  hold /run/image-sync.lock
  check "is not installed over a run, and says whose" fails_saying 'held by pid' put_deb "$1"
  check "what was there is there" test -e "$root/opt/image-sync/bin/image-sync" -a ! -e "$root/usr/bin/image-sync"
  check "the configuration too" grep -qx NODE1=w1 "$root/etc/image-sync/image-sync.conf"
  let_go
  check "is installed when it has ended" put_deb "$1"
  check "with that configuration" grep -qx NODE1=w1 "$root/etc/image-sync/image-sync.conf"
}
