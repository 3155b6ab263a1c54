# shellcheck shell=bash disable=SC2154
# Sourced by test-install and test-packages: a run of the installed program under the restrictions of the units, against
# embedded nodes.

# Where the units are, and the program's folder.
: "${unit_files:=/etc/systemd/system}" "${program:=/opt/image-sync}"
# The exposure that `systemd-analyze security` may find, times ten. It is for going down only.
most_exposed=19

units() {
  echo "# Under the units' restrictions"
  local need missing=()
  for need in systemd-analyze setpriv; do command -v "$need" >/dev/null || missing+=("$need"); done
  /usr/bin/python3 -c 'import seccomp' 2>/dev/null || missing+=(python3-seccomp)
  if [ ${#missing[@]} != 0 ]; then
    echo "LEFT OUT: the units: needs ${missing[*]}"
    return
  fi
  local service
  for service in image-sync.service image-sync@.service; do
    check "systemd understands $service" says_nothing systemd-analyze verify "$(instance_of "$service")"
    check "its timer too" says_nothing systemd-analyze verify "$(instance_of "${service%.service}.timer")"
    check "its exposure is at most $most_exposed tenths" systemd-analyze security --offline=true --no-pager \
      --threshold="$most_exposed" "$unit_files/$service"
  done
  check "the template restricts as the service does" restricted_alike
  printf '%s\n' '[Service]' User=root ProtectEverything=yes >"$work/unknown.service"
  check "a directive that cannot be tried is an error" ends_with 90 "${self%/*}/as-unit" "$work/unknown.service" -- true
  nodes_for_units
  check "a run works" as_unit image-sync.service
  check "and prints nothing" nothing_printed
  check "the log says that it is complete" grep -q 'IMAGE SYNC COMPLETE' "/var/log/giindia/image-sync/image-sync-$(date +%F).log"
  check "it has pulled" grep -q -- '- SUCCESS' "/var/log/giindia/image-sync/success_images-$(date +%F).log"
  check "it has left its state" test -s /var/lib/image-sync/last-run.json
  check "and its metrics, in another user's folder" grep -q 'result="complete"' /var/lib/node_exporter/textfile/image-sync.prom
  check "host keys are recorded" test -s /root/.ssh/known_hosts
  check "a run of a group works" as_unit image-sync@.service gpu
  check "and prints nothing" nothing_printed
  check "with logs of its own" grep -q 'IMAGE SYNC COMPLETE' "/var/log/giindia/image-sync/gpu/image-sync-$(date +%F).log"
  check "with a lock of its own, 600" mode_is 600 /run/image-sync-gpu.lock
  check "with a state of its own" test -s /var/lib/image-sync/gpu/last-run.json
  refuses_outside
  elsewhere
  nodes_end
}

instance_of() { # UNIT: a template's instance, as a file that can be verified
  case $1 in
    *@*) cp "$unit_files/$1" "$work/${1/@/@gpu}" && echo "$work/${1/@/@gpu}" ;;
    *) echo "$unit_files/$1" ;;
  esac
}

restricted_alike() {
  diff <(grep -v '^Description=' "$unit_files/image-sync.service") \
    <(sed -e '/^Description=/d' -e 's/image-sync-%i\.lock/image-sync.lock/' -e 's/ -g %i$//' "$unit_files/image-sync@.service")
}

# Nodes whose files are below /home, with another user's key, and a configuration with the usual folders.
nodes_for_units() {
  local lab=${self%/install/*} folder
  # What is written there is gone afterwards.
  for folder in /root /home; do
    mkdir -p "/run/changes$folder"/{upper,work}
    own -t overlay -o "lowerdir=$folder,upperdir=/run/changes$folder/upper,workdir=/run/changes$folder/work" overlay "$folder"
  done
  mkdir -p /home/image-sync-lab /root/.ssh /var/lib/node_exporter/textfile
  chown 65534 /var/lib/node_exporter/textfile
  : >/root/.ssh/known_hosts
  # shellcheck source=/dev/null
  . "${lab%/lab}/.mvn/find-jdk.sh"
  coproc NODES {
    exec "$JAVA_HOME/bin/java" --sun-misc-unsafe-memory-access=allow -cp "$lab/target/classes:$lab/target/lib/*" \
      io.imagesync.lab.Demo /home/image-sync-lab
  }
  nodes_pid=$NODES_PID
  exec 7>&"${NODES[1]}"
  check "three nodes are up" nodes_are_ready "${NODES[0]}"
  chown 65534 /home/image-sync-lab/id_ecdsa /home/image-sync-lab
  sed -i -e 's/StrictHostKeyChecking yes/StrictHostKeyChecking accept-new/' \
    -e 's|UserKnownHostsFile .*|UserKnownHostsFile /root/.ssh/known_hosts|' /home/image-sync-lab/ssh_config
  { grep -E '^(NODE|PREFIX|SSH_OPTIONS)' /home/image-sync-lab/image-sync.conf && echo LOG_DIR=/var/log/giindia/image-sync; } >/etc/image-sync/gpu.conf
  { cat /etc/image-sync/gpu.conf && echo METRICS_FILE=/var/lib/node_exporter/textfile/image-sync.prom; } >/etc/image-sync/image-sync.conf
  chmod 640 /etc/image-sync/*.conf
}
nodes_are_ready() { read -r -t 60 line <&"$1" && [ "$line" = ready ]; }
nodes_end() {
  echo quit >&7
  exec 7>&-
  wait "$nodes_pid"
  umount -l /root /home
}

as_unit() { # UNIT [INSTANCE] [-- COMMAND...]
  local unit=$1 code=0
  shift
  timeout 120 "${self%/*}/as-unit" "$unit_files/$unit" "$@" 7>&- >"$work/unit.out" 2>&1 || code=$?
  cat "$work/unit.out"
  return "$code"
}
nothing_printed() { [ ! -s "$work/unit.out" ]; }
under_unit() { as_unit image-sync.service -- /bin/sh -c "$1"; }
refused() { # WORDS COMMAND: it fails, and says so
  not under_unit "$2" && grep -qF -- "$1" "$work/unit.out"
}

refuses_outside() {
  local folder
  for folder in /etc /etc/image-sync "$program" /usr/local/bin /root /root/.ssh /home /run /var/lib /var/log; do
    check "nothing can be written to $folder" refused 'Read-only file system' "echo x >$folder/written"
  done
  # This machine's own: only asked.
  check "nor to the rest" under_unit 'for f in / /usr /var /boot /sys /dev; do [ ! -w "$f" ] || { echo "$f"; exit 1; }; done'
  check "files in /tmp are its own" under_unit "[ -z \"\$(ls -A /tmp)\" ] && echo x >/tmp/written-by-unit"
  check "and gone afterwards" test ! -e /tmp/written-by-unit
  check "no capability but one" under_unit 'grep -qx "CapBnd:.0000000000000002" /proc/self/status'
  check "no new privileges" under_unit 'grep -qx "NoNewPrivs:.1" /proc/self/status'
  check "no namespaces" refused 'Operation not permitted' 'unshare --user true'
  check "no mounts" refused 'permission denied' 'mount -t tmpfs none /tmp'
  check "no other address family" refused 'Operation not permitted' \
    "/usr/bin/python3 -c 'import socket; socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)'"
  check "no change of owners" refused 'Operation not permitted' 'echo x >/tmp/x && chown 1 /tmp/x'
  check "no set-user-ID files" refused 'Operation not permitted' 'echo x >/tmp/x && chmod 4755 /tmp/x'
  setpriv --reuid 65534 --clear-groups sleep 60 7>&- &
  check "no processes of others" under_unit "[ -d /proc/self ] && [ ! -e /proc/$! ]"
  kill $!
  check "no disks" under_unit '! ls /dev | grep -E "^(sd|vd|nvme|mem|kmsg)"'
}

# What docs/install.md says of folders elsewhere.
elsewhere() {
  own -t tmpfs -o mode=750 tmpfs /srv
  mkdir -m 750 /srv/logs
  sed -i 's|^LOG_DIR=.*|LOG_DIR=/srv/logs|' /etc/image-sync/image-sync.conf
  check "a LOG_DIR elsewhere ends with 1" ends_with 1 as_unit image-sync.service
  check "and says why" grep -q 'cannot write to the folder /srv/logs' "$work/unit.out"
  mkdir -p /etc/systemd/system/image-sync.service.d
  printf '%s\n' '[Service]' 'ReadWritePaths=/srv/logs' >/etc/systemd/system/image-sync.service.d/folders.conf
  check "with a drop-in it works" as_unit image-sync.service
  check "and logs there" grep -q 'IMAGE SYNC COMPLETE' "/srv/logs/image-sync-$(date +%F).log"
  mkdir -m 750 /srv/state /srv/metrics
  echo STATE_DIR=/srv/state >>/etc/image-sync/image-sync.conf
  check "a STATE_DIR elsewhere is no obstacle" as_unit image-sync.service
  check "but the log says so" grep -q 'WARNING.*/srv/state' "/srv/logs/image-sync-$(date +%F).log"
  sed -i 's|^METRICS_FILE=.*|METRICS_FILE=/srv/metrics/image-sync.prom|' /etc/image-sync/image-sync.conf
  check "a METRICS_FILE elsewhere ends with 3" ends_with 3 as_unit image-sync.service
  check "and says why" grep -q 'cannot write /srv/metrics' "$work/unit.out"
  sed -i 's|^METRICS_FILE=.*|LOCK_FILE=/srv/image-sync.lock|' /etc/image-sync/image-sync.conf
  check "a LOCK_FILE elsewhere ends with 1" ends_with 1 as_unit image-sync.service
  check "and says why" grep -q 'image-sync.lock.*Read-only' "$work/unit.out"
  umount /srv
}
