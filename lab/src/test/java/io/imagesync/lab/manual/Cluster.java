package io.imagesync.lab.manual;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// A `kubectl` that knows a cluster with the nodes of the demo and a few workloads.
final class Cluster {
    private static final String NEW = "registry.example.com/bcm11/api:2";
    private static final String SERVE = "nvcr.io/nvidia/tritonserver:25.09-py3";
    private static final String TRAIN = "nvcr.io/nvidia/pytorch:25.09-py3";

    private Cluster() {}

    /// @param script to be written
    /// @return the same, which can be run
    static Path by(Path script) throws IOException {
        String deployments = String.join(
                ",",
                deployment("team", "api", "", NEW),
                deployment("team", "train", "", TRAIN),
                deployment("db", "tools", "\"nodeSelector\":{\"disk\":\"large\"},", SERVE));
        String pod = """
                {"metadata":{"namespace":"team","name":"train-7d9f","uid":"7d9f","ownerReferences":[{"apiVersion":"apps/v1",
                 "kind":"ReplicaSet","name":"train","uid":"1","controller":true}]},
                 "spec":{"nodeName":"gpu02","containers":[{"name":"c","image":"%s"}]},
                 "status":{"phase":"Pending","containerStatuses":[{"name":"c","image":"%s","imageID":"",
                 "state":{"waiting":{"reason":"ImagePullBackOff"}}}]}}""".formatted(TRAIN, TRAIN);
        String nodes = String.join(",", node("gpu01", "large"), node("gpu02", "small"), node("gpu03", "small"));
        Files.writeString(script, """
                #!/bin/sh
                for path; do :; done
                version=${path#/api*/}
                answer() {
                    printf '{"kind":"%%sList","apiVersion":"%%s","metadata":{},"items":[%%s]}' "$1" "${version%%%%/*}" "$2"
                }
                case $path in
                */nodes*) answer Node '%s' ;;
                */deployments*) answer Deployment '%s' ;;
                */pods*) answer Pod '%s' ;;
                */statefulsets*) answer StatefulSet ;;
                */daemonsets*) answer DaemonSet ;;
                */replicasets*) answer ReplicaSet ;;
                */cronjobs*) answer CronJob ;;
                */jobs*) answer Job ;;
                *) exit 1 ;;
                esac
                """.formatted(nodes, deployments, pod));
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String node(String name, String disk) {
        return """
                {"metadata":{"name":"%s","labels":{"disk":"%s"}},
                 "status":{"conditions":[{"type":"Ready","status":"True"}]}}""".formatted(name, disk);
    }

    private static String deployment(String namespace, String name, String selector, String image) {
        return """
                {"metadata":{"namespace":"%s","name":"%s"},"spec":{"template":{"spec":{%s
                 "containers":[{"name":"c","image":"%s"}]}}}}""".formatted(namespace, name, selector, image);
    }
}
