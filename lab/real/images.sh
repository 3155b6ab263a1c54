# shellcheck shell=bash
# Images of random bytes, made without a container builder: a layer, a configuration and a manifest, named by digest.

MANIFEST=application/vnd.oci.image.manifest.v1+json
INDEX=application/vnd.oci.image.index.v1+json

# Names a file by its digest; prints it as a descriptor. $1: file, $2: its new folder, $3: media type
image_descriptor() {
    local hash size
    read -r hash _ < <(sha256sum "$1")
    size=$(stat -c %s "$1")
    mkdir -p "$2"
    mv "$1" "$2/$hash"
    jq -nc --arg type "$3" --arg digest "sha256:$hash" --argjson size "$size" '{mediaType: $type, digest: $digest, size: $size}'
}

# $1: work folder, $2: KB, $3: platform. Leaves blobs/ and manifests/; prints the manifest's descriptor. LAYERS: into how
# many layers it is cut, one unless set
image_build() {
    local work=$1 layer layers=() list config os=${3%%/*} rest=${3#*/} count=${LAYERS:-1} i
    for ((i = 0; i < count; i++)); do
        rm -rf "$work/root" && mkdir -p "$work/root"
        head -c $(($2 * 1024 / count)) /dev/urandom >"$work/root/random$i"
        tar -C "$work/root" --owner=0 --group=0 -cf "$work/layer" "random$i"
        layer=$(image_descriptor "$work/layer" "$work/blobs" application/vnd.oci.image.layer.v1.tar)
        layers+=("$layer")
    done
    list=$(printf '%s\n' "${layers[@]}" | jq -sc .)
    jq -nc --argjson layers "$list" --arg os "$os" --arg architecture "${rest%%/*}" '{created: "2024-01-01T00:00:00Z",
        architecture: $architecture, os: $os, config: {}, rootfs: {type: "layers", diff_ids: [$layers[].digest]}}' >"$work/config"
    config=$(image_descriptor "$work/config" "$work/blobs" application/vnd.oci.image.config.v1+json)
    jq -nc --arg type "$MANIFEST" --argjson layers "$list" --argjson config "$config" \
        '{schemaVersion: 2, mediaType: $type, config: $config, layers: $layers}' >"$work/manifest"
    image_descriptor "$work/manifest" "$work/manifests" "$MANIFEST" | jq -c --arg os "$os" --arg architecture "${rest%%/*}" \
        '. + {platform: {os: $os, architecture: $architecture}}'
}

# $1: work folder, $2: KB, $3: platforms, separated by commas. One is a manifest, several are an index of them.
image_build_all() {
    local work=$1 platform
    for platform in ${3//,/ }; do image_build "$work" "$2" "$platform"; done >"$work/descriptors"
    if [[ $3 == *,* ]]; then
        jq -sc --arg type "$INDEX" '{schemaVersion: 2, mediaType: $type, manifests: .}' "$work/descriptors" >"$work/index"
        image_descriptor "$work/index" "$work/manifests" "$INDEX"
    else
        cat "$work/descriptors"
    fi
}

this_platform() {
    case $(uname -m) in
        aarch64) printf linux/arm64 ;;
        *) printf linux/amd64 ;;
    esac
}

image_work() {
    [[ ${1-} =~ ^[a-z0-9][a-z0-9._:/-]*:[A-Za-z0-9_][A-Za-z0-9_.-]*$ ]] || fail "not NAME:TAG: ${1-}"
    [[ ${2-} =~ ^[1-9][0-9]{0,7}$ ]] || fail "not a number of KB: ${2-}"
    [[ ${3-} =~ ^[a-z0-9]+/[a-z0-9]+(,[a-z0-9]+/[a-z0-9]+)*$ ]] || fail "not a platform such as linux/amd64: ${3-}"
    mktemp -d -p "$LAB"
}

# Prints the reference by which nodes pull it and its digest. $1: NAME:TAG, $2: KB, $3: platforms
image_push() {
    local work descriptor path file
    work=$(image_work "$@")
    descriptor=$(image_build_all "$work" "$2" "$3")
    path=$(registry_path "$1")
    for file in "$work"/blobs/*; do registry_put_blob "${path%:*}" "$file" "sha256:${file##*/}"; done
    # An index is taken only when its manifests are there: it was made last, and goes last, under the tag.
    for file in $(jq -r .digest "$work/descriptors"); do
        registry_put_manifest "${path%:*}" "$file" "$work/manifests/${file#sha256:}" "$MANIFEST"
    done
    file=$work/manifests/$(jq -r '.digest[7:]' <<<"$descriptor")
    registry_put_manifest "${path%:*}" "${path##*:}" "$file" "$(jq -r .mediaType <<<"$descriptor")"
    rm -rf "$work"
    printf '%s %s\n' "$(registry_reference "$1")" "$(jq -r .digest <<<"$descriptor")"
}

# Loads an image that no registry knows. $1: node, $2: NAME:TAG, $3: KB, $4: platform
image_import() {
    local node=$1 work descriptor
    shift
    work=$(image_work "$@")
    descriptor=$(image_build_all "$work" "$2" "$3")
    mkdir -p "$work/layout/blobs"
    cat "$work"/manifests/* >/dev/null && mv "$work"/manifests/* "$work/blobs/"
    mv "$work/blobs" "$work/layout/blobs/sha256"
    printf '{"imageLayoutVersion":"1.0.0"}' >"$work/layout/oci-layout"
    jq -c --arg name "$1" '{schemaVersion: 2, manifests: [. + {annotations: {"io.containerd.image.name": $name}}]}' \
        <<<"$descriptor" >"$work/layout/index.json"
    tar -C "$work/layout" -cf - . | node_run "$node" ctr -n k8s.io images import --all-platforms --snapshotter "$SNAPSHOTTER" - >/dev/null
    rm -rf "$work"
}

# The password is in nobody's arguments. $1: node, $2: reference
image_load_private() {
    # shellcheck disable=SC2016
    printf '%s:%s\n' "$(<"$LAB/private.user")" "$(<"$LAB/private.password")" |
        node_run "$1" sh -c 'read -r CRICTL_CREDS && export CRICTL_CREDS &&
            exec /opt/lab/crictl --runtime-endpoint unix:///run/containerd/containerd.sock pull "$1"' sh "$2"
}

image_names() { node_run "$1" ctr -n k8s.io images ls -q | grep -v -e '^sha256:' -e '@sha256:' || true; }
