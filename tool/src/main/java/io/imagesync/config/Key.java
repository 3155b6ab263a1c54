package io.imagesync.config;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The keys of the configuration file, in the order in which they are shown.
///
/// The default is a text as the file would hold it, or empty where there is none.
public enum Key {
    NODE(
            "",
            "A worker node: [user@]NAME. NAME is a host alias of the OpenSSH configuration, a host name,"
                    + " or an IPv4 or IPv6 address."),
    NODES("", "More worker nodes, such as \"w1 w2 gpu[01-16,20]\". Separate them by blanks, commas or line" + " ends."),
    EXCLUDE_NODES("", "Nodes under repair. Runs leave them out and still count as complete."),
    PREFIX(
            "",
            "Images whose names begin with this are kept in step. bcm11 matches bcm11/app but not"
                    + " bcm111/app; bcm11* matches both; * matches every image."),
    PREFIXES("", "More prefixes. Separate them by blanks, commas or line ends."),
    EXCLUDE(
            "",
            "Patterns over name:tag of images that are never touched, such as \"*:dev-* bcm11/test/*\". *"
                    + " also matches /."),
    IMAGES("", "Images that every node must have, even if no node has them yet."),
    SOURCE_NODES(
            "",
            "Nodes whose images the other nodes get. Without it: all nodes. none: only the images that"
                    + " IMAGES and workloads name (so a node called none cannot be named here)."),
    SYNC_DIGESTS("no", "yes: also keep images in step that have no tag, only a digest."),
    DRIFT(
            "report",
            "What to do when a tag stands for different images on different nodes. report: only say so."
                    + " pull: pull the tag again."),
    LOG_DIR("", "Folder for the logs. It is created if it is missing."),
    TIME_OUT(
            "1800",
            60,
            Integer.MAX_VALUE,
            "Seconds for one image on one node, including all retries and the delays between them."),
    RUN_LIMIT(
            "0", 0, Integer.MAX_VALUE, "Seconds from the start of a run after which no new pull starts. 0: no limit."),
    MAX_PARALLEL("4", 1, Integer.MAX_VALUE, "Pulls at the same time on one node."),
    MAX_PARALLEL_TOTAL("64", 0, Integer.MAX_VALUE, "Pulls at the same time on all nodes together. 0: no limit."),
    MAX_PARALLEL_REGISTRY("16", 0, Integer.MAX_VALUE, "Pulls at the same time from one registry host. 0: no limit."),
    MAX_CONNECTIONS("64", 1, Integer.MAX_VALUE, "Nodes that are connected to and listed at the same time."),
    MAX_IMAGE_SIZE("", "Size above which images are not pulled, such as 20G (K, M, G, T are powers of 1024)."),
    RETRIES("2", 0, Integer.MAX_VALUE, "Retries after a failure that may be temporary."),
    RETRY_DELAY("2", 1, Integer.MAX_VALUE, "Seconds before the first retry. Each further delay is twice as long."),
    DISK_LIMIT("80", 0, 100, "How full, in percent, pulls may make a node's image file system. 0: do not check."),
    SSH_CONNECT_TIMEOUT("10", 1, Integer.MAX_VALUE, "Seconds to connect to a node."),
    SSH_USER("", "User on the nodes. Without it: as in the OpenSSH client configuration."),
    SSH_PORT("", 1, 65535, "Port of the nodes' SSH server. Without it: as in the OpenSSH client configuration."),
    SSH_IDENTITY_FILE("", "Private key. Without it: as in the OpenSSH client configuration."),
    SSH_OPTIONS(
            "",
            "More options for ssh, such as \"-J jump -o Compression=yes\". Only -F, -i, -J and -o, and no"
                    + " -o that changes how image-sync uses the connection. Quotes keep blanks inside a word; no"
                    + " shell reads the value."),
    SUDO("no", "yes: use sudo -n on the nodes."),
    CRICTL(
            "crictl",
            "The crictl command on the nodes, such as \"k3s crictl\". Setting it also selects"
                    + " RUNTIME_ACCESS=crictl."),
    RUNTIME_ACCESS(
            "auto",
            "How to reach the container runtime. cri: through the runtime's socket, forwarded by SSH."
                    + " crictl: by running crictl on the node. auto: cri if the socket can be opened, else crictl."),
    RUNTIME_ENDPOINT(
            "",
            "The CRI socket on the nodes, such as unix:///run/containerd/containerd.sock. Without it: the"
                    + " one in the node's /etc/crictl.yaml, or the only known socket that answers."),
    AUTH_FILE(
            "",
            "Registry credentials on this host, such as /etc/image-sync/auth.json, in the format of"
                    + " Docker's config.json or podman's auth.json. Only its owner may be able to read the file. Each node that pulls"
                    + " with a credential sees it."),
    SEED_FIRST(
            "no",
            "yes: one node pulls an image first, then the others follow. waves: then as many nodes pull"
                    + " at the same time as already have it, for nodes that serve each other."),
    RELAY(
            "no",
            "Which images are copied through this host from a node that has them. no: none. loaded: those"
                    + " that no registry can serve. failed: also those that the registry refuses, or whose registry"
                    + " cannot be reached. always: all."),
    MAX_RELAYS("4", 1, Integer.MAX_VALUE, "Images that are copied through this host at the same time."),
    RELAY_RATE(
            "0", "Bytes per second through this host, such as 50M (K, M, G, T are powers of 1024). 0: no" + " limit."),
    RELAY_PIN(
            "yes",
            "yes: pin relayed images on the node, so that the kubelet does not delete an image that no"
                    + " registry may have. Needs containerd 1.7 or later."),
    PIN(
            "",
            "Patterns over name:tag of images to pin on the nodes, so that the kubelet does not delete"
                    + " them. Needs containerd 1.7 or later."),
    KEEP_TAGS(
            "",
            1,
            Integer.MAX_VALUE,
            "Only this many tags of each repository are wanted, the newest ones. Without it: all."),
    APPLY_REMOVALS(
            "no",
            "yes: sync also removes images that \"image-sync remove\" took away, from nodes that were"
                    + " down then and still have them."),
    NODE_SELECTOR(
            "",
            "Label selector for nodes of the Kubernetes cluster that join the nodes of this file, such as"
                    + " \"gpu=yes,!edge\". *: all nodes."),
    NODE_ADDRESS(
            "name",
            "What ssh is given to reach a node of the cluster: name, hostname, internal-ip or" + " external-ip."),
    NODE_SKIP(
            "cordoned not-ready deleting control-plane",
            "Which nodes of the cluster are left out; the run still counts as complete. Any of these"
                    + " words, or none. control-plane: only if a taint keeps pods away. Nodes that this file names"
                    + " are never left out."),
    IMAGES_FROM(
            "",
            "workloads: the images that workloads of the Kubernetes cluster name are wanted on the nodes"
                    + " where these may run."),
    NAMESPACES("", "Patterns for the namespaces whose workloads count, such as \"team-* web\". Without it: all."),
    KUBECTL("kubectl", "The kubectl command on this host, such as \"k3s kubectl\"."),
    KUBECONFIG_FILE(
            "",
            "The kubeconfig file for kubectl, such as /etc/image-sync/kubeconfig. Only its owner may be"
                    + " able to write it. Without it: where kubectl finds it."),
    KUBE_CONTEXT("", "Context of the kubeconfig file. Without it: its current context."),
    KUBE_MAX_AGE(
            "24h",
            "If the cluster does not answer, its last answer is used up to this age: a number and s, m, h" + " or d."),
    LOG_LEVEL("INFO", "Lowest level that is logged: DEBUG, INFO, WARNING or ERROR."),
    MAX_LOG_SIZE("10485760", 1024, Integer.MAX_VALUE, "Maximum size in bytes of one day's log."),
    LOG_RETENTION_DAYS("30", 1, Integer.MAX_VALUE, "Days after which image-sync's own logs are deleted."),
    LOCK_FILE("/var/run/image-sync.lock", "A run locks this file, so that no second run can start."),
    STATE_DIR(
            "/var/lib/image-sync",
            "Folder for the report of the last run, the history, and the failed pulls and vanished images"
                    + " that later runs remember."),
    METRICS_FILE("", "File for a run's metrics, for the textfile collector of the Prometheus node exporter."),
    ON_RESULT(
            "",
            "Program to run when runs begin to end incomplete, or complete again. It gets the run's JSON"
                    + " on stdin and at most 30 seconds. An absolute path and arguments; no shell reads them. With"
                    + " always in front: after every run.");

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

    /// What it is for, in short sentences.
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
