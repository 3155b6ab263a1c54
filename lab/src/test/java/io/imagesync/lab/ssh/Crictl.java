package io.imagesync.lab.ssh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/// What a node has as crictl: it lists and pulls images that are files.
final class Crictl {
    private static final String SCRIPT = """
            #!/bin/sh
            here=${0%/*}
            while :; do case ${1:-} in --timeout | -r | -i) shift 2 ;; *) break ;; esac; done
            echo "$*" >>"$here/calls"
            image() {
                id=$(printf %s "$1" | sha256sum)
                id=${id%% *}
                printf '%s{"id":"sha256:%s","repoTags":["%s"],"repoDigests":["%s@sha256:%s"],"size":"1000","pinned":false}' \\
                    "$comma" "$id" "$1" "${1%:*}" "$id"
                comma=,
            }
            case ${1:-} in
            --version) echo 'crictl version v1.31.1' ;;
            version) echo 'RuntimeName:  containerd' ;;
            imagefsinfo) echo '{"status":{"fsId":{"mountpoint":"/"}}}' ;;
            images)
                comma=
                printf '{"images":['
                for file in "$here"/held/*; do read -r name <"$file" && image "$name"; done
                echo ']}'
                ;;
            pull)
                [ ! -e "$here/slow" ] || exec sleep 300
                echo "$2" >"$here/held/${2##*/}"
                echo "Image is up to date for $2"
                ;;
            *) echo "unknown command \\"$1\\"" >&2 && exit 1 ;;
            esac
            """;

    private Crictl() {}

    static void install(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("held"));
        Room.script(folder.resolve("crictl"), SCRIPT);
    }

    static void holds(Path folder, String image) throws IOException {
        Files.writeString(folder.resolve("held/" + UUID.randomUUID()), image + "\n");
    }
}
