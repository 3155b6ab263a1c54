# shellcheck shell=bash
# The embedded nodes of ./demo: three SSH servers in one JVM that is told what to do through its stdin.

nodes=$(mktemp -d)

nodes_up() {
  . .mvn/find-jdk.sh
  coproc NODES {
    exec "$JAVA_HOME/bin/java" --sun-misc-unsafe-memory-access=allow -cp "lab/target/classes:lab/target/lib/*" \
      io.imagesync.lab.Demo "$nodes"
  }
  nodes_pid=$NODES_PID
  exec 8<&"${NODES[0]}" 9>&"${NODES[1]}"
  read -r -t 60 line <&8 && [ "$line" = ready ] || { echo "the nodes did not start" >&2; exit 1; }
}

nodes_show() {
  echo show >&9
  while read -r -t 60 line <&8 && [ -n "$line" ]; do echo "  $line"; done
  echo
}

nodes_keep() {
  echo "Logs are in $nodes/logs. Press Enter to end the nodes."
  read -r _ || true
}

nodes_down() {
  echo quit >&9 || true
  wait "$nodes_pid" || true
  rm -rf "$nodes"
}
