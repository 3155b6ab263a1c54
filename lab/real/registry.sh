# shellcheck shell=bash
# The lab's registry: plain http at the bridge's address. The nodes ask it for every registry named here, at
# REGISTRY_PORT, which is its own unless `up` was told that something else listens there.
#
# What is pushed to it can also be pulled from a second one, PRIVATE, with the user and the password in LAB/private.*.

MIRRORED=(registry.lab:5000 docker.io quay.io ghcr.io nvcr.io registry.k8s.io bcm11:5000)
PRIVATE=private.lab:5002

registry_address() { printf '%s:5000' "$(net_gateway)"; }
registry_curl() { curl --disable --silent --show-error --fail --noproxy '*' "$@"; }
registry_answers() { registry_curl --max-time 2 --output /dev/null "http://$(registry_address)/v2/"; }

registry_start() {
    mkdir -p "$LAB/registry"
    registry_serve registry "$(registry_address)" .
    # shellcheck disable=SC2016
    registry_serve private "$(net_gateway):${PRIVATE#*:}" '.storage.maintenance = {readonly: {enabled: true}}
        | .auth = {htpasswd: {realm: "lab", path: $users}}'
    wait_until "the registry ($LAB/registry.log)" 10 registry_answers
    wait_until "the private registry ($LAB/private.log)" 10 private_answers
}

# $1: name, $2: address, $3: what is different, in jq
registry_serve() {
    if process_pid "$1" >/dev/null; then return; fi
    jq -n --arg address "$2" --arg folder "$LAB/registry" --arg users "$LAB/private.htpasswd" '{version: "0.1",
        log: {level: "info"}, http: {addr: $address},
        storage: {filesystem: {rootdirectory: $folder}, delete: {enabled: true}}} | '"$3" >"$LAB/$1.yml"
    process_start "$1" env -i PATH="$PATH" docker-registry serve "$LAB/$1.yml"
}

# Those that are paused have to go on to end.
registry_stop() {
    registry_signal CONT || true
    process_stop registry TERM
    process_stop private TERM
}

# $1: signal
registry_signal() {
    local registry private
    registry=$(process_pid registry) && private=$(process_pid private) && kill -"$1" "$registry" "$private"
}

private_credentials() (
    umask 077
    printf 'puller\n' >"$LAB/private.user"
    head -c 18 /dev/urandom | base64 | tr +/ -_ >"$LAB/private.password"
    htpasswd -niB puller <"$LAB/private.password" >"$LAB/private.htpasswd"
)

# It does, to those whom it knows.
private_answers() {
    [[ $(registry_curl --max-time 2 --output /dev/null --write-out '%{http_code}' \
        "http://$(net_gateway):${PRIVATE#*:}/v2/") == 401 ]]
}

# $1: the folder certs.d of a node
registry_hosts() {
    local host
    for host in "$(registry_address)" "${MIRRORED[@]}"; do
        registry_host "$1/$host" "$(net_gateway):$REGISTRY_PORT"
    done
    # A credential is sent to the host that it names.
    registry_host "$1/$PRIVATE" "$PRIVATE"
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
