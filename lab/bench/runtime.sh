# shellcheck shell=bash
# A runtime to speak CRI with: one containerd that all nodes have, since sshd opens the same socket for each.

SOCKET=/run/bench/containerd/containerd.sock

runtime_up() {
    mkdir -p "$FLEET/containerd"
    printf '%s\n' 'version = 2' "root = \"$FLEET/containerd/root\"" "state = \"$FLEET/containerd/state\"" '[grpc]' \
        "address = \"$SOCKET\"" >"$FLEET/containerd/config.toml"
    containerd --config "$FLEET/containerd/config.toml" >"$FLEET/containerd/log" 2>&1 &
    wait_until 'containerd to answer' runtime_crictl version
    runtime_images
    wait_until "containerd to list $IMAGES images" runtime_holds "$IMAGES"
}

runtime_crictl() { "$HERE/../real/crictl" --timeout 5s -r "unix://$SOCKET" "$@"; }
runtime_holds() { [[ $(runtime_crictl images --quiet | wc -l) == "$1" ]]; }

# Loads the images of the catalog, with other content.
runtime_images() {
    local work=$FLEET/containerd/images i
    # shellcheck disable=SC1091
    source "$HERE/../real/images.sh"
    mkdir -p "$work/layout/blobs"
    for ((i = 1; i <= IMAGES; i++)); do
        image_build "$work" 1 "$(this_platform)" |
            jq -c --arg name "$REPOSITORY/$(image_name "$i")" '. + {annotations: {"io.containerd.image.name": $name}}'
    done | jq -s '{schemaVersion: 2, manifests: .}' >"$work/layout/index.json"
    mv "$work/blobs" "$work/layout/blobs/sha256"
    mv "$work/manifests/"* "$work/layout/blobs/sha256/"
    printf '{"imageLayoutVersion":"1.0.0"}' >"$work/layout/oci-layout"
    tar -C "$work/layout" -cf - . | ctr --address "$SOCKET" -n k8s.io images import - >/dev/null
}
