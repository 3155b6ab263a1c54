package io.imagesync.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.e2e.Await;
import io.imagesync.lab.embedded.Fault;
import io.imagesync.lab.embedded.NodeEvent;
import io.imagesync.lab.proxy.Client;
import java.time.Duration;
import java.util.List;

/// What a registry can do to a node that pulls from it.
final class RegistryFaults {
    private static final int ALWAYS = Integer.MAX_VALUE;
    /// The runtime knows the registry twice, as a mirror and as itself, and asks both before it gives up.
    private static final int ADDRESSES = 2;

    private static final String NEXT_RUN = "look at the registry; the next run tries again";

    private RegistryFaults() {}

    static final List<Row<RealStage>> REAL = List.of(
            answers("The tag was deleted (404)", 404)
                    .says(
                            "[ERROR] FAILED: <IMAGE> on <NODE> (Exit code: 1): the registry does not have it: ...",
                            "check the tag; it may have been deleted since")
                    .fails("EXIT 1"),
            answers("The registry asks for credentials (401)", 401)
                    .says(
                            "[ERROR] FAILED: <IMAGE> on <NODE> (Exit code: 1): the registry asks for credentials: ...",
                            "configure registry credentials on the node, or set AUTH_FILE")
                    .slow()
                    .fails("EXIT 1"),
            answers("The registry forbids it (403)", 403)
                    .says(
                            "[ERROR] FAILED: <IMAGE> on <NODE> (Exit code: 1): the registry forbids it: ...",
                            "check the rights of the node's registry credentials")
                    .slow()
                    .fails("EXIT 1"),
            answers("The registry fails at each try (500)", 500)
                    .says("[WARNING] Trying <IMAGE> on <NODE> again in ...: the registry failed")
                    .says("[ERROR] FAILED: <IMAGE> on <NODE> (Exit code: 1): the registry failed: ...", NEXT_RUN)
                    .fails("EXIT 1"),
            Row.<RealStage>of(
                            "The registry fails once (500)",
                            stage -> client(stage).answer(500, RegistryFaults::isManifest, ADDRESSES))
                    .says("[WARNING] Trying <IMAGE> on <NODE> again in ...: the registry failed")
                    .says("[SUCCESS] <IMAGE> on <NODE>"),
            answers("The registry limits the rate (429), and TIME_OUT is near", 429)
                    .says("[WARNING] ... limits the rate: no new pull from it on any node for 30s")
                    .says(
                            "[ERROR] FAILED: <IMAGE> on <NODE> (Exit code: 1): the registry limits the rate: ...",
                            "wait, or use credentials or a mirror")
                    .fails("EXIT 1"),
            Row.<RealStage>of(
                            "The connection is reset in the middle of a blob, once",
                            stage -> client(stage).cut(50_000, RegistryFaults::isBlob, 1))
                    .says("[SUCCESS] <IMAGE> on <NODE>"),
            Row.<RealStage>of(
                            "The connection is reset in the middle of each blob",
                            stage -> client(stage).cut(50_000, RegistryFaults::isBlob, ALWAYS))
                    .says(
                            "[ERROR] FAILED: <IMAGE> on <NODE> (Exit code: 1): the connection to the registry broke: ...",
                            "look at the network, and at proxies between the node and the registry")
                    .fails("EXIT 1"),
            Row.<RealStage>of("A blob is damaged, once", stage -> client(stage).damage(RegistryFaults::isBlob, 1))
                    .says("[SUCCESS] <IMAGE> on <NODE>"),
            Row.<RealStage>of(
                            "Blobs are damaged at each try",
                            stage -> client(stage).damage(RegistryFaults::isBlob, ALWAYS))
                    .says(
                            "[ERROR] FAILED: <IMAGE> on <NODE> (Exit code: 1): the content from the registry does not"
                                    + " match its digest or size: ...",
                            "look at the registry's storage, and at proxies between the node and the registry")
                    .fails("EXIT 1"),
            Row.<RealStage>of("A blob arrives very slowly and never ends", stage -> {
                        client(stage).trickle(100, RegistryFaults::isBlob);
                        stage.withShortTimeOut(4);
                        stage.afterwards(() -> stage.set("TIME_OUT", 60));
                    })
                    .says("[ERROR] TIMEOUT: Pulling <IMAGE> on <NODE> exceeded 4s")
                    .complains("failed: <IMAGE> on <NODE>: not finished within TIME_OUT, 4s", "raise TIME_OUT")
                    .within(Duration.ofSeconds(30))
                    .fails("TIMEOUT"),
            Row.<RealStage>of("The registry accepts connections and never answers", stage -> {
                        client(stage).hold();
                        stage.withShortTimeOut(4);
                        stage.afterwards(() -> stage.set("TIME_OUT", 60));
                    })
                    .during((stage, run) ->
                            Await.until("a pull", () -> stage.lab().pulls(stage.sick()), log -> log.running() == 1))
                    .says("[ERROR] TIMEOUT: Pulling <IMAGE> on <NODE> exceeded 4s")
                    .complains("failed: <IMAGE> on <NODE>: not finished within TIME_OUT, 4s", "raise TIME_OUT")
                    .within(Duration.ofSeconds(30))
                    .slow()
                    .fails("TIMEOUT"),
            at("The registry refuses connections", "http://127.0.0.1:9")
                    .says(
                            "[ERROR] FAILED: <IMAGE> on <NODE> (Exit code: 1): the registry cannot be reached from the node:"
                                    + " ...connection refused",
                            "check DNS, route and proxy of the node")
                    .fails("EXIT 1"),
            at("The registry's name does not resolve on the node", "http://absent.invalid")
                    .says(
                            "[ERROR] FAILED: <IMAGE> on <NODE> (Exit code: 1): the registry cannot be reached from the node:"
                                    + " ...",
                            "check DNS, route and proxy of the node")
                    .fails("EXIT 1"),
            at("The registry speaks plain HTTP, but the node expects TLS", "https://REGISTRY")
                    .says(
                            "[ERROR] FAILED: <IMAGE> on <NODE> (Exit code: 1): TLS with the registry failed: ...",
                            "configure the registry's certificate, or plain http, on the node")
                    .fails("EXIT 1"),
            Row.<RealStage>of("The node's DNS server does not answer", stage -> {
                        useRegistry(stage, "http://absent.invalid");
                        String server = "nameserver " + stage.swallowingAddress();
                        stage.on(
                                "printf '%s\\n' '" + server + "' 'options timeout:1 attempts:1' >/etc/resolv.conf",
                                ": >/etc/resolv.conf");
                    })
                    .says(
                            "[ERROR] FAILED: <IMAGE> on <NODE> (Exit code: 1): the registry cannot be reached from the node:"
                                    + " ...",
                            "check DNS, route and proxy of the node")
                    .slow()
                    .fails("EXIT 1"));

    /// That take more pulls, or longer.
    static final List<Row<EmbeddedStage>> EMBEDDED = List.of(
            Row.<EmbeddedStage>of("The registry refuses connections from one node again and again", stage -> {
                        for (int i = 0; i < 6; i++) {
                            stage.site().holds("gpu01", "more" + i + ":1");
                        }
                        stage.set("MAX_PARALLEL", 1);
                        stage.sickNode().faults().everything(Fault.Known.CONNECTION_REFUSED);
                        stage.afterwards(() -> stage.sickNode().faults().clear());
                    })
                    .says(
                            "[ERROR] FAILED: <IMAGE> on <NODE> (Exit code: 1): the registry cannot be reached from the node:"
                                    + " ...connection refused",
                            "check DNS, route and proxy of the node")
                    .says("[WARNING] Not tried: ...more5:1 on <NODE> (REGISTRY): registry.example.com cannot be reached"
                            + " from <NODE>, tried ... times in a row")
                    .fails("EXIT 1")
                    .andThen(stage -> assertThat(stage.sickNode()
                                    .events()
                                    .of(NodeEvent.PullStarted.class)
                                    .size())
                            .isLessThanOrEqualTo(4)),
            Row.<EmbeddedStage>of("The registry limits the rate (429) once: no node pulls from it for 30 s", stage -> {
                        stage.set("MAX_PARALLEL_REGISTRY", 1);
                        stage.site().fleet().registry().faults().failNext(stage.image(), Fault.Known.TOO_MANY_REQUESTS);
                    })
                    .says("[WARNING] registry.example.com limits the rate: no new pull from it on any node for 30s")
                    .says("[SUCCESS] <IMAGE> on <NODE>")
                    .within(Duration.ofSeconds(60))
                    .slow());

    private static Row<RealStage> at(String fault, String address) {
        return Row.of(fault, stage -> useRegistry(stage, address));
    }

    /// Has the node's runtime look for the registry elsewhere.
    private static void useRegistry(RealStage stage, String address) {
        String real = stage.lab().real("address", "registry").strip();
        String target = address.replace("REGISTRY", real);
        String file = "/etc/containerd/certs.d/registry.lab:5000/hosts.toml";
        stage.on(
                "cp " + file + " /run/kept-hosts && printf 'server = \"%s\"\\n\\n[host.\"%s\"]\\n' " + target + " "
                        + target + " >" + file,
                "mv /run/kept-hosts " + file);
    }

    private static Client client(RealStage stage) {
        stage.afterwards(() -> stage.lab().releasePulls(stage.sick()));
        return stage.lab().downloads(stage.sick());
    }

    private static Row<RealStage> answers(String fault, int status) {
        return Row.of(fault, stage -> {
            client(stage).answer(status, RegistryFaults::isManifest, ALWAYS);
            if (status == 429) {
                stage.withShortTimeOut(20);
                stage.afterwards(() -> stage.set("TIME_OUT", 60));
            }
        });
    }

    private static boolean isManifest(String request) {
        return request.contains("/manifests/");
    }

    private static boolean isBlob(String request) {
        return request.contains("/blobs/");
    }
}
