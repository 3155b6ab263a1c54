package io.imagesync.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ClusterAnswer;
import io.imagesync.model.ClusterNode;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeAddress;
import io.imagesync.model.NodeSkip;
import io.imagesync.model.NodeTerms;
import io.imagesync.model.NodeTerms.Operator;
import io.imagesync.model.NodeTerms.Requirement;
import io.imagesync.model.WaitingPod;
import io.imagesync.model.Workload;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What Kubernetes said last, whatever is in the place of the file.
class ClusterFileTest {
    private static final String QUESTION = "kubectl [kubectl], nodes pool=gpu";
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.000000006Z");
    private static final ImageRef APP = ImageRef.of("reg.example/team/app:1");
    static final ClusterAnswer ANSWER = new ClusterAnswer(
            AT,
            List.of(
                    new ClusterNode(
                            "w1",
                            true,
                            Map.of("pool", "gpu", "example.com/empty", ""),
                            Map.of(NodeAddress.INTERNAL_IP, "10.0.0.1", NodeAddress.HOSTNAME, "w1.lan"),
                            Set.of(NodeSkip.CORDONED, NodeSkip.NOT_READY)),
                    new ClusterNode("cp", false, Map.of(), Map.of(), Set.of())),
            List.of(new Workload(
                    "Deployment",
                    "team",
                    "api",
                    List.of(APP),
                    new NodeTerms(List.of(
                            List.of(
                                    new Requirement("pool", false, Operator.IN, List.of("gpu", "cpu")),
                                    new Requirement("metadata.name", true, Operator.NOT_IN, List.of("w2"))),
                            List.of())))),
            List.of(new WaitingPod("team/api-0", "w1", APP, "ImagePullBackOff")));

    @TempDir
    private Path folder = Path.of("");

    private final List<String> warnings = new ArrayList<>();

    private ClusterFile file() {
        return new ClusterFile(folder, QUESTION, warnings::add);
    }

    private Path path() {
        return folder.resolve("cluster.json");
    }

    @Test
    void whatIsKeptIsReadAgainByItsOwnerAlone() throws Exception {
        file().keep(ANSWER);

        assertThat(file().read()).contains(ANSWER);
        assertThat(warnings).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
                .isEqualTo("rw-------");
    }

    @Test
    void withoutAFileNothingIsKnownAndThatIsAll() {
        assertThat(file().read()).isEmpty();
        assertThat(new ClusterFile(folder.resolve("absent"), QUESTION, warnings::add).read())
                .isEmpty();
        assertThat(warnings).isEmpty();
    }

    @Test
    void theAnswerToAnotherQuestionIsNoUse() {
        file().keep(ANSWER);
        assertThat(new ClusterFile(folder, QUESTION + "x", warnings::add).read())
                .isEmpty();
        assertThat(warnings).isEmpty();
    }

    /// Cut off anywhere it is no answer, and never a part of one.
    @Test
    void ofOneThatWasCutOffNothingIsKnown() throws Exception {
        file().keep(ANSWER);
        byte[] whole = Files.readAllBytes(path());
        for (int length = 0; length < whole.length - 1; length++) {
            Files.write(path(), Arrays.copyOf(whole, length));
            warnings.clear();

            assertThat(file().read()).as("%d bytes", length).isEmpty();
            assertThat(warnings)
                    .singleElement()
                    .asString()
                    .startsWith("STATE_DIR: " + path() + " cannot be used: ")
                    .endsWith("; there is no earlier answer to use when Kubernetes does not answer");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'at':'yesterday'",
                "'nodes':[{}]",
                "'nodes':[{'name':'-oProxyCommand=x'}]",
                "'nodes':[{'name':'w1'},{'name':'w1'}]",
                "'nodes':[{'name':'w1','labels':{'a b':'x'}}]",
                "'nodes':[{'name':'w1','labels':{'a':'\\n'}}]",
                "'nodes':[{'name':'w1','addresses':{'internal-ip':'-o'}}]",
                "'nodes':[{'name':'w1','addresses':{'pager':'10.0.0.1'}}]",
                "'nodes':[{'name':'w1','marks':['odd']}]",
                "'nodes':[{'name':'w1','selected':1}]",
                "'workloads':[{'kind':'Pod','namespace':'a'}]",
                "'workloads':[{'kind':'P d','namespace':'a','name':'b'}]",
                "'workloads':[{'kind':'Pod','namespace':'a','name':'b/c'}]",
                "'workloads':[{'kind':'Pod','namespace':'a','name':'b','images':['-x']}]",
                "'workloads':[{'kind':'Pod','namespace':'a','name':'b','where':[[{'key':'a','operator':'like'}]]}]",
                "'waiting':[{'pod':'a/b','node':'w1','reason':'ErrImagePull'}]",
                "'waiting':[{'pod':'b','node':'w1','image':'a','reason':'ErrImagePull'}]",
                "'waiting':[{'pod':'a/b','node':'w1','image':'a','reason':'no way'}]"
            })
    void whatTheApiCouldNotHaveSaidIsNotRead(String part) throws Exception {
        String text = "{'version':1,'question':'" + QUESTION + "','at':'2026-01-02T03:04:05Z'," + part + "}";
        Files.writeString(path(), (part.startsWith("'at'") ? "{'version':1," + part + "}" : text).replace('\'', '"'));

        assertThat(file().read()).isEmpty();
        assertThat(warnings).singleElement().asString().contains("cluster.json cannot be used: ");
    }

    @Test
    void moreThanThatIsNeitherReadNorWritten() throws Exception {
        try (RandomAccessFile sparse = new RandomAccessFile(path().toFile(), "rw")) {
            sparse.setLength(ClusterFile.MAX_BYTES + 1L);
        }
        assertThat(file().read()).isEmpty();
        assertThat(warnings).hasSize(1);
        warnings.clear();
        Files.delete(path());

        String value = "x".repeat(250);
        Requirement large = new Requirement("a", false, Operator.IN, Collections.nCopies(1000, value));
        NodeTerms where = new NodeTerms(List.of(Collections.nCopies(300, large)));
        file().keep(new ClusterAnswer(
                AT, List.of(), List.of(new Workload("Pod", "a", "b", List.of(), where)), List.of()));
        assertThat(path()).doesNotExist();
        assertThat(warnings).singleElement().asString().contains("would be larger than ");
    }

    @Test
    void ofTooManyPartsNothingIsKnown() throws Exception {
        Files.writeString(
                path(),
                "{\"version\":1,\"question\":\"" + QUESTION
                        + "\",\"at\":\"2026-01-02T03:04:05Z\",\"nodes\":[{\"name\":\"w\",\"marks\":["
                        + "\"cordoned\",".repeat(ClusterReading.MAX_PARTS)
                        + "\"cordoned\"]}]}");
        assertThat(file().read()).isEmpty();
        assertThat(warnings).singleElement().asString().contains("there are more than 2000000");
    }
}
