# shellcheck shell=bash
# What the nodes hold: listings as crictl 1.26 prints them, made beforehand, so that a node has only to print them.

REPOSITORY=registry.bench/team
IMAGES=60

image_name() { printf 'img-%03d:1.0' "$1"; }

# Prints an image of a listing. $1: number, $2: name:tag with its repository, $3: bytes
image_json() {
    printf '    {\n      "id": "sha256:%064x",\n      "repoTags": [\n        "%s"\n      ],\n' "$1" "$2"
    printf '      "repoDigests": [\n        "%s@sha256:%064x"\n      ],\n' "${2%:*}" $(($1 + 100000))
    printf '      "size": "%d",\n      "uid": null,\n      "username": "",\n      "spec": null,\n      "pinned": false\n    }' "$3"
}

# Makes all images anew. Every listing starts with one that no prefix takes. $1: a function that sets TENTHS, how many
# tenths of a second it takes to pull the image with the number that it is given; 1 MB is pulled in a tenth.
catalog_make() {
    local i name
    rm -rf "$FLEET/catalog" "$FLEET/nodes"
    mkdir "$FLEET/catalog" "$FLEET/nodes"
    { printf '{\n  "images": [\n' && image_json 0 registry.k8s.io/pause:3.9 300000; } >"$FLEET/head"
    printf '\n  ]\n}\n' >"$FLEET/tail"
    for ((i = 1; i <= IMAGES; i++)); do
        "$1" "$i"
        name=$(image_name "$i")
        { printf ',\n' && image_json "$i" "$REPOSITORY/$name" $((TENTHS * 1000000)); } >"$FLEET/catalog/$name"
        printf '%d.%d\n' $((TENTHS / 10)) $((TENTHS % 10)) >"$FLEET/catalog/$name.seconds"
    done
    cat "$FLEET/head" "$FLEET/catalog/"*:1.0 "$FLEET/tail" >"$FLEET/listing"
    printf '{\n  "status": {\n    "fsId": {\n      "mountpoint": "%s"\n    },\n    "usedBytes": {\n      "value": "1"\n    }\n  }\n}\n' \
        "$FLEET" >"$FLEET/imagefsinfo"
}

two_tenths() { TENTHS=2; }

# Has a node hold all images but these. $1: node, then numbers
node_lacks() {
    local folder=$FLEET/nodes/$1 i
    shift
    rm -rf "$folder"
    mkdir -p "$folder/held" "$folder/began" "$folder/ended"
    ln "$FLEET/catalog/"*:1.0 "$folder/held/"
    for i in "$@"; do rm "$folder/held/$(image_name "$i")"; done
}

# How many pulls have ended on all nodes.
pulls_ended() { find "$FLEET/nodes" -path '*/ended/*' | wc -l; }

# Seconds from the start of the first pull to the end of the last, as the nodes saw them.
pulls_makespan() {
    find "$FLEET/nodes" \( -path '*/began/*' -o -path '*/ended/*' \) -printf '%T@\n' | sort -n |
        awk 'NR == 1 {first = $1} END {printf "%.3f\n", $1 - first}'
}
