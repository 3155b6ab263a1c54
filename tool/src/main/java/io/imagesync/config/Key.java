package io.imagesync.config;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The keys of the configuration file, in the order in which they are shown.
///
/// The default is a text as the file would hold it, or empty where there is none.
public enum Key {
    NODE("", "one worker node, [user@]NAME: an OpenSSH alias, a host name, or an IPv4 or IPv6 address"),
    NODES("", "further worker nodes, such as \"w1 w2 gpu[01-16,20]\"; blanks, commas or line ends separate them"),
    EXCLUDE_NODES("", "nodes in repair: left out of every run, which counts as complete all the same"),
    PREFIX(
            "",
            "how the names of the images begin that are kept in step; bcm11 takes bcm11/app but not bcm111/app,"
                    + " bcm11* takes both, * takes everything"),
    PREFIXES("", "further prefixes; blanks, commas or line ends separate them"),
    EXCLUDE("", "patterns of name:tag that are never touched, such as \"*:dev-* bcm11/test/*\"; * also stands for /"),
    IMAGES("", "images that every node shall have even if no node has them yet"),
    SOURCE_NODES(
            "",
            "nodes whose images the others shall have; without it all nodes; none: only what IMAGES and workloads name, so"
                    + " that no node can be called none here"),
    SYNC_DIGESTS("no", "yes: images without a tag, held by their digest alone, are kept in step too"),
    DRIFT("report", "what happens where one tag is another image on another node: report it, or pull the tag again"),
    LOG_DIR("", "folder of the logs, made if it is not there"),
    TIME_OUT("1800", 60, Integer.MAX_VALUE, "seconds for one image on one node, with all tries and the delays between"),
    RUN_LIMIT("0", 0, Integer.MAX_VALUE, "seconds after the start of a run from which no pull is begun; 0: no limit"),
    MAX_PARALLEL("4", 1, Integer.MAX_VALUE, "pulls at a time on one node"),
    MAX_PARALLEL_TOTAL("64", 0, Integer.MAX_VALUE, "pulls at a time on all nodes together; 0: no limit"),
    MAX_PARALLEL_REGISTRY("16", 0, Integer.MAX_VALUE, "pulls at a time from one registry host; 0: no limit"),
    MAX_CONNECTIONS("64", 1, Integer.MAX_VALUE, "nodes that are connected to and asked for their images at a time"),
    MAX_IMAGE_SIZE("", "larger images are not pulled, such as 20G (K, M, G, T: powers of 1024)"),
    RETRIES("2", 0, Integer.MAX_VALUE, "further tries after a failure that may pass by itself"),
    RETRY_DELAY("2", 1, Integer.MAX_VALUE, "seconds before the first further try; every next delay is twice as long"),
    DISK_LIMIT("80", 0, 100, "percent of the node's image file system that a pull may fill; 0: do not look"),
    SSH_CONNECT_TIMEOUT("10", 1, Integer.MAX_VALUE, "seconds to connect to a node"),
    SSH_USER("", "user on the nodes; without it what the OpenSSH client configuration says"),
    SSH_PORT("", 1, 65535, "port of the nodes' SSH server; without it what the OpenSSH client configuration says"),
    SSH_IDENTITY_FILE("", "private key; without it what the OpenSSH client configuration says"),
    SSH_OPTIONS(
            "",
            "further options for ssh, such as \"-J jump -o Compression=yes\"; quotes inside keep blanks in a word, no"
                    + " shell sees it; -F, -i, -J and -o only, and no -o that changes how image-sync uses the"
                    + " connection"),
    SUDO("no", "yes: run with sudo -n on the nodes"),
    CRICTL(
            "crictl",
            "the crictl command on the nodes, such as \"k3s crictl\"; setting it also chooses"
                    + " RUNTIME_ACCESS=crictl"),
    RUNTIME_ACCESS(
            "auto",
            "how the container runtime is spoken to: cri uses the runtime's socket through the SSH connection,"
                    + " crictl runs the command on the node, auto is cri where the socket can be opened, else crictl"),
    RUNTIME_ENDPOINT(
            "",
            "socket of the container runtime on the nodes, such as unix:///run/containerd/containerd.sock;"
                    + " without it the one in the node's /etc/crictl.yaml, or the only known one that answers"),
    AUTH_FILE(
            "",
            "registry credentials on this host, in the format of Docker's config.json or of auth.json, such as"
                    + " /etc/image-sync/auth.json; readable by its owner only; every node that pulls with one sees it"),
    SEED_FIRST(
            "no",
            "yes: one node pulls an image first, the others follow; waves: then as many at once as have it, for nodes that"
                    + " serve each other"),
    RELAY(
            "no",
            "which images come through this host from a node that has them: no, loaded (those that no registry can"
                    + " serve), failed (also those whose registry refuses them or cannot be reached), always"),
    MAX_RELAYS("4", 1, Integer.MAX_VALUE, "images that come through this host at a time"),
    RELAY_RATE("0", "bytes a second through this host, such as 50M (K, M, G, T: powers of 1024); 0: no limit"),
    RELAY_PIN(
            "yes",
            "yes: images that came through this host are pinned on the node, so that the kubelet does not delete what no"
                    + " registry may have; containerd 1.7 or later"),
    PIN(
            "",
            "globs over name:tag of images that are pinned on the nodes, so that the kubelet does not delete them;"
                    + " containerd 1.7 or later"),
    KEEP_TAGS("", 1, Integer.MAX_VALUE, "of each repository only so many tags are wanted, the newest; without it all"),
    APPLY_REMOVALS(
            "no",
            "yes: images that image-sync remove took away are removed by sync too, where a node was away and still has"
                    + " them"),
    NODE_SELECTOR(
            "",
            "label selector of nodes of the Kubernetes cluster that join the others, such as \"gpu=yes,!edge\"; * is all"
                    + " of them"),
    NODE_ADDRESS("name", "what of such a node ssh is given: name, hostname, internal-ip or external-ip"),
    NODE_SKIP(
            "cordoned not-ready deleting control-plane",
            "which of them are left out, which counts as complete all the same: any of these words, or none;"
                    + " control-plane only where a taint keeps pods away; never one that this file names"),
    IMAGES_FROM(
            "", "workloads: the images that workloads of the Kubernetes cluster name are wanted where they may run"),
    NAMESPACES("", "patterns of the namespaces whose workloads count, such as \"team-* web\"; without it all"),
    KUBECTL("kubectl", "the kubectl command on this host, such as \"k3s kubectl\""),
    KUBECONFIG_FILE(
            "",
            "how kubectl reaches the cluster, such as /etc/image-sync/kubeconfig; writable by its owner only; without it"
                    + " where kubectl finds it"),
    KUBE_CONTEXT("", "context of that file; without it its current one"),
    KUBE_MAX_AGE(
            "24h",
            "how old the last answer of the cluster may be that is used when it does not answer: a number and s, m, h or"
                    + " d"),
    LOG_LEVEL("INFO", "least level that is logged: DEBUG, INFO, WARNING or ERROR"),
    MAX_LOG_SIZE("10485760", 1024, Integer.MAX_VALUE, "bytes that the log of one day may have"),
    LOG_RETENTION_DAYS("30", 1, Integer.MAX_VALUE, "days after which logs of this program are deleted"),
    LOCK_FILE("/var/run/image-sync.lock", "file whose lock keeps a second run from starting"),
    STATE_DIR(
            "/var/lib/image-sync",
            "folder of the last run's report and the history, and of failed pulls and vanished images that the next runs"
                    + " remember"),
    METRICS_FILE("", "file that gets the metrics of a run for the Prometheus node exporter"),
    ON_RESULT(
            "",
            "program that is run when runs begin to end incomplete or complete again, with the run's JSON on stdin, at"
                    + " most 30 seconds: an absolute path and arguments; no shell sees it; always in front of it: after"
                    + " every run");

    private static final Pattern NUMBERED = Pattern.compile("(NODE|PREFIX)[1-9][0-9]{0,8}");

    private final String defaultText;
    private final int least;
    private final int most;
    private final String meaning;

    /// The numbers that a key takes, both ends included.
    record Range(int least, int most) {}

    Key(String defaultText, String meaning) {
        this(defaultText, 0, -1, meaning);
    }

    Key(String defaultText, int least, int most, String meaning) {
        this.defaultText = defaultText;
        this.least = least;
        this.most = most;
        this.meaning = meaning;
    }

    /// The key that a name in the file stands for: `NODE7` for [#NODE].
    static Optional<Key> named(String name) {
        Matcher numbered = NUMBERED.matcher(name);
        if (numbered.matches()) {
            return Optional.of(valueOf(numbered.group(1)));
        }
        return Arrays.stream(values())
                .filter(k -> !k.isNumbered() && k.name().equals(name))
                .findFirst();
    }

    /// Whether it is written with a number behind it: `NODE1`, `NODE2`.
    public boolean isNumbered() {
        return this == NODE || this == PREFIX;
    }

    /// The number in a name that stands for this key, 0 when there is none.
    int number(String name) {
        return isNumbered() ? Integer.parseInt(name.substring(name().length())) : 0;
    }

    /// The name as the file has it, `NODE<n>` for a numbered one.
    public String label() {
        return isNumbered() ? name() + "<n>" : name();
    }

    public String defaultText() {
        return defaultText;
    }

    /// What it is for, in one line.
    public String meaning() {
        return meaning;
    }

    /// The numbers it takes, when it takes numbers.
    Optional<Range> range() {
        return most < least ? Optional.empty() : Optional.of(new Range(least, most));
    }

    /// Whether a value that cannot be used is only warned about and the default taken, as the Bash tool did.
    boolean isForgiving() {
        return range().isPresent()
                || this == MAX_IMAGE_SIZE
                || this == RELAY_RATE
                || this == LOG_LEVEL
                || this == KUBE_MAX_AGE;
    }
}
