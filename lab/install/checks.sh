# shellcheck shell=bash disable=SC2154
# Sourced by test-install and test-packages: checks, and a machine that can be changed.

passed=0
failed=0

# check WHAT COMMAND...: one line. What the command printed is shown when it failed.
check() {
  local what=$1
  shift
  if "$@" >"$work/check.out" 2>&1 9>&-; then
    passed=$((passed + 1))
    echo "ok    $what"
  else
    failed=$((failed + 1))
    echo "FAIL  $what"
    sed 's/^/      | /' "$work/check.out"
  fi
}

not() { ! "$@"; }
ends_with() { # CODE COMMAND...
  local expected=$1 code=0
  shift
  "$@" || code=$?
  [ "$code" = "$expected" ] || { echo "ended with $code"; return 1; }
}
says() { # TEXT COMMAND...: whatever its exit code
  local text=$1
  shift
  "$@" 2>&1 | tee /dev/stderr | grep -qF -- "$text"
}
mode_is() { [ "$(stat -c %a "$2")" = "$1" ] || { stat "$2"; return 1; }; }
silent() { # COMMAND...: nothing on stderr
  "$@" 2>"$work/stderr" || return
  [ ! -s "$work/stderr" ] || { cat "$work/stderr"; return 1; }
}
links_to() { [ "$(readlink "$2")" = "$1" ]; }
nothing_in() { [ -z "$(ls -A "$1")" ] || { ls -lA "$1"; return 1; }; }
none_found() { # find's arguments
  [ -z "$(find "$@" | tee /dev/stderr)" ]
}
says_nothing() { [ -z "$("$@" 2>&1 | tee /dev/stderr)" ]; }
# The JVM says nothing when it does not take the archive, and starts slowly.
starts_from_archive() { # PROGRAM'S FOLDER
  local copy=$1/bin/telling
  sed 's/-Xlog:disable/& -Xlog:class+load:stdout/' "$1/bin/image-sync" >"$copy"
  chmod 755 "$copy"
  "$copy" --version >"$work/classes"
  rm "$copy"
  grep -q 'io\.imagesync\.cli\.Main source: shared objects file' "$work/classes"
}

# Without a folder of its own a test would change this machine's.
own() { # MOUNT'S ARGUMENTS
  mount "$@" || { echo "FAIL  cannot mount $*" >&2; exit 1; }
}

private_machine() {
  cp -a /etc "$work/etc"
  own --bind "$work/etc" /etc
  # As where others have network namespaces: their mounts are below what is mounted next, out of reach.
  own -t tmpfs tmpfs /run
  mkdir /run/netns && : >/run/netns/others && own --bind /proc/self/ns/net /run/netns/others
  for folder in /opt /usr/local /var/log /var/lib /run; do own -t tmpfs -o mode=755 tmpfs "$folder"; done
  rm -rf /etc/image-sync /etc/cron.d/image-sync /etc/systemd/system/image-sync*
  mkdir -p /etc/systemd/system /usr/local/sbin /usr/local/bin
}
