# shellcheck shell=bash disable=SC2154
# Sourced by test-packages --all: what is checked before a release only.

remove_rpm() {
  local log=$root/var/log/giindia/image-sync/image-sync-2020-01-01.log
  echo kept | tee "$log" >"$root/var/lib/image-sync/memory.json"
  echo NODE1=w1 >>"$root/etc/image-sync/image-sync.conf"
  hold /run/image-sync.lock
  check "waits for a run before it removes" waits rpm --root "$root" --dbpath /var/lib/rpm -e image-sync
  removed_well
  check "a changed configuration stays, as rpm does that" grep -qx NODE1=w1 "$root/etc/image-sync/image-sync.conf.rpmsave"
  check "logs and state stay" test -s "$log" -a -s "$root/var/lib/image-sync/memory.json"
}

# The package for arm64: its files, and its program in an emulator with Debian's C library.
other_architecture() {
  local other
  other=$(the 'image-sync_*_arm64.deb') || { failed=$((failed + 1)); return; }
  echo "# $(basename "$other")"
  check "has the same files as the one for amd64" diff <(files_of "$deb") <(files_of "$other")
  dpkg-deb -x "$other" "$work/arm64"
  check "all programs and libraries are for arm64" all_for_arm64
  local libraries=$repository/lab/target/arm64
  check "Debian's libraries for arm64 are there" "$repository/lab/unpacked" "$libraries" arm64:trixie libc6 libgcc-s1 libstdc++6 zlib1g
  # Debian 13 has it in a package of its own.
  ln -sfn usr/lib "$libraries/root/lib"
  emulate "$work/arm64/usr/lib/image-sync/runtime/bin/java" "$libraries/root"
  check "runs" says 'image-sync 1.' timeout 120 "$work/arm64/usr/lib/image-sync/bin/image-sync" --version
  check "fills three embedded nodes" pulls_for_arm64
}
# The kernel runs the programs that Java starts, but not the helper that starts them, which is for arm64 too.
emulate() { # JAVA LIBRARIES
  mv "$1" "$1.arm64"
  printf '#!/bin/sh\nexec qemu-aarch64-static -L %s %s -Djdk.lang.Process.launchMechanism=FORK "$@"\n' "$2" "$1.arm64" >"$1"
  chmod 755 "$1"
}
pulls_for_arm64() (
  cd "$repository" || exit
  # shellcheck source-path=SCRIPTDIR source=../demo-embedded.sh
  . lab/demo-embedded.sh
  nodes_up
  trap nodes_down EXIT
  PATH=$nodes/bin:$PATH timeout 300 "$work/arm64/usr/lib/image-sync/bin/image-sync" --config "$nodes/image-sync.conf" sync --verbose |
    tee /dev/stderr | grep '^13 pulled, 2 of them through this host, 0 failed' >/dev/null
)
# Java runtimes of different makers differ in files.
files_of() { dpkg-deb -c "$1" | awk '{print $1, $2, $6}' | grep -v /runtime/; }
all_for_arm64() {
  local file seen=0
  while read -r file; do
    [ "$(head -c 4 "$file" | tail -c 3)" = ELF ] || continue
    seen=$((seen + 1))
    [ "$(od -An -tx1 -j18 -N2 "$file" | tr -d ' ')" = b700 ] || { echo "$file" && return 1; }
  done < <(find "$work/arm64" -type f)
  [ "$seen" -gt 5 ]
}

linters() {
  echo "# Linters"
  local file
  for file in "$packages"/image-sync_*.deb; do
    check "lintian finds no error in $(basename "$file")" lintian --allow-root --fail-on error,warning "$file"
  done
  check "rpmlint finds no error in both rpms" rpmlint -r "$repository/tool/src/packaging/rpm/rpmlintrc" "$packages"/image-sync-*.rpm
}

# On a copy of this machine, since the tools that restrict are this machine's.
under_units() {
  private_machine
  mkdir -p /run/changes/usr-{upper,work}
  own -t overlay -o lowerdir=/usr,upperdir=/run/changes/usr-upper,workdir=/run/changes/usr-work overlay /usr
  own -t tmpfs -o mode=755 tmpfs /usr/local
  mkdir -p /usr/local/bin
  dpkg-deb --fsys-tarfile "$deb" | tar -x -C / --no-overwrite-dir --keep-directory-symlink
  dpkg-deb --ctrl-tarfile "$deb" | tar -xO ./postinst >"$work/postinst"
  check "the package's script runs" sh "$work/postinst" configure
  check "zsh completes commands" zsh_completes 'stat' 'status'
  check "zsh completes options" zsh_completes 'plan --exi' 'plan --exit-code'
  check "zsh completes files" zsh_completes 'load /etc/debian_ver' 'load /etc/debian_version'
  units
}

# zsh_completes TYPED WORDS: typed in zsh, with Tab and Enter, image-sync gets these words, and nothing else is shown.
zsh_completes() {
  env -i PATH="$PATH" HOME="$work" TERM=dumb timeout 60 zsh -f -s "$@" <<'END'
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'autoload -Uz compinit; compinit -u -D; image-sync() { print -r "got<$*>" }; print rea""dy'
zpty -r -m shell shown '*ready*'
zpty -w shell "image-sync $1"$'\t'
zpty -r -m shell shown '*got<*>*'
print -r -- "$shown"
[[ $shown == *"got<$2>"* && $shown != *'not found'* ]]
END
}
