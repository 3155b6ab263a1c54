# shellcheck shell=bash
# The lab's registry: plain http at the bridge's address. The nodes ask it for every registry named here, at
# REGISTRY_PORT, which is its own unless `up` was told that something else listens there.

MIRRORED=(registry.lab:5000 docker.io quay.io ghcr.io nvcr.io registry.k8s.io bcm11:5000)

registry_address() { printf '%s:5000' "$(net_gateway)"; }
registry_curl() { curl --disable --silent --show-error --fail --noproxy '*' "$@"; }
registry_answers() { registry_curl --max-time 2 --output /dev/null "http://$(registry_address)/v2/"; }

registry_start() {
    if process_pid registry >/dev/null; then return; fi
    mkdir -p "$LAB/registry"
    jq -n --arg address "$(registry_address)" --arg folder "$LAB/registry" '{version: "0.1",
        log: {level: "info"}, http: {addr: $address},
        storage: {filesystem: {rootdirectory: $folder}, delete: {enabled: true}}}' >"$LAB/registry.yml"
    process_start registry env -i PATH="$PATH" docker-registry serve "$LAB/registry.yml"
    wait_until "the registry ($LAB/registry.log)" 10 registry_answers
}

# One that is paused has to go on to end.
registry_stop() {
    registry_signal CONT || true
    process_stop registry TERM
}

# $1: signal
registry_signal() {
    local pid
    pid=$(process_pid registry) && kill -"$1" "$pid"
}

# $1: the folder certs.d of a node
registry_hosts() {
    local host
    for host in "$(registry_address)" "${MIRRORED[@]}"; do
        registry_host "$1/$host" "$(net_gateway):$REGISTRY_PORT"
    done
}

# $1: folder of a name, $2: who is asked
registry_host() {
    mkdir -p "$1"
    printf 'server = "http://%s"\n\n[host."http://%s"]\n  capabilities = ["pull", "resolve"]\n' "$2" "$2" >"$1/hosts.toml"
}

# The repository in the registry: the name without its registry, if it has one.
registry_path() {
    if [[ ${1%%/*} == *[.:]* && $1 == */* ]]; then printf %s "${1#*/}"; else printf %s "$1"; fi
}

# The name by which a node pulls it: a name without a registry is the lab's.
registry_reference() {
    if [[ ${1%%/*} == *[.:]* && $1 == */* ]]; then printf %s "$1"; else printf 'registry.lab:5000/%s' "$1"; fi
}

# $1: repository, $2: file, $3: digest
registry_put_blob() {
    local location
    location=$(registry_curl --request POST --output /dev/null --write-out '%header{location}' \
        "http://$(registry_address)/v2/$1/blobs/uploads/")
    registry_curl --output /dev/null --upload-file "$2" --header 'Content-Type: application/octet-stream' \
        "$location&digest=$3"
}

# $1: repository, $2: tag or digest, $3: file, $4: media type
registry_put_manifest() {
    registry_curl --output /dev/null --upload-file "$3" --header "Content-Type: $4" \
        "http://$(registry_address)/v2/$1/manifests/$2"
}
