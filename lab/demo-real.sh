# shellcheck shell=bash
# The real nodes of ./demo --real: sshd and containerd in network namespaces, and a registry.

lab/packages
nodes=$(mktemp -d)/lab
lab() { lab/real/real --dir "$nodes" "$@"; }

nodes_up() {
  lab up 3
  for image in nvidia/pytorch:25.09:60000 nvidia/cuda:13.0:20000 bcm11/slurm:25.05:30000 other/tool:1:5000; do
    lab push "${image%:*}" "${image##*:}" >/dev/null
  done
  lab load w1 nvidia/pytorch:25.09 >/dev/null
  lab load w2 nvidia/cuda:13.0 >/dev/null
  lab load w2 bcm11/slurm:25.05 >/dev/null
  lab load w3 other/tool:1 >/dev/null
  registry=$(lab images w3 | sed -n 's|/other/tool:1$||p')
  cat >"$nodes/image-sync.conf" <<END
NODE1=w1
NODE2=w2
NODE3=w3
PREFIX1=$registry/nvidia
PREFIX2=$registry/bcm11
LOG_DIR=$nodes/logs
LOCK_FILE=$nodes/image-sync.lock
STATE_DIR=$nodes/state
SSH_OPTIONS="-F $nodes/ssh_config"
END
}

nodes_show() {
  for node in w1 w2 w3; do
    lab images "$node" | sed "s/^/  $node  /"
  done
  echo
}

nodes_keep() {
  trap - EXIT
  echo "  lab/real/real --dir $nodes status"
  echo "  lab/real/real --dir $nodes down      # ends them"
}

nodes_down() {
  lab down
  rm -rf "${nodes%/lab}"
}
