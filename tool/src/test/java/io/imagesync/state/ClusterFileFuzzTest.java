package io.imagesync.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.fuzz.Fuzzing;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ClusterFileFuzzTest {
    @Property(tries = 100)
    void whateverIsKeptIsReadAgain(@ForAll("answers") ClusterAnswer answer) throws Exception {
        Path folder = Files.createTempDirectory("fuzz");
        List<String> warnings = new ArrayList<>();
        ClusterFile file = new ClusterFile(folder, "", warnings::add);
        file.keep(answer);
        assertThat(file.read()).contains(answer);
        assertThat(warnings).isEmpty();
        Files.delete(folder.resolve("cluster.json"));
        Files.delete(folder);
    }

    @Property(tries = 20)
    void whateverIsInItsPlaceIsToldOrReadAndNeverThrown(@ForAll long seed) throws Exception {
        Path folder = Files.createTempDirectory("fuzz");
        List<String> warnings = new ArrayList<>();
        ClusterFile file = new ClusterFile(folder, "", warnings::add);
        file.keep(ClusterFileTest.ANSWER);
        Path path = folder.resolve("cluster.json");
        Fuzzing.batch(seed, List.of(Files.readAllBytes(path)), bytes -> {
            Files.write(path, bytes);
            file.read().ifPresent(read -> {
                file.keep(read);
                assertThat(file.read()).contains(read);
            });
            assertThat(warnings).allMatch(text -> text.length() < 1000 && text.matches("\\P{Cntrl}+"));
            warnings.clear();
        });
    }

    @Provide
    Arbitrary<ClusterAnswer> answers() {
        Arbitrary<String> names =
                Arbitraries.strings().withChars("ab1").ofMinLength(1).ofMaxLength(5);
        Arbitrary<String> values = Arbitraries.strings().withChars("aB1_.-").ofMaxLength(5);
        Arbitrary<ClusterNode> nodes = Combinators.combine(
                        names,
                        Arbitraries.of(true, false),
                        Arbitraries.maps(names.map(name -> "example.com/" + name), values)
                                .ofMaxSize(3),
                        Arbitraries.maps(Arbitraries.of(NodeAddress.class), Arbitraries.of("10.0.0.1", "fe80::1%eth0")),
                        Arbitraries.of(NodeSkip.class).set())
                .as(ClusterNode::new);
        Arbitrary<Requirement> requirements = Combinators.combine(
                        names,
                        Arbitraries.of(true, false),
                        Arbitraries.of(Operator.class),
                        values.list().ofMaxSize(3))
                .as(Requirement::new);
        Arbitrary<Workload> workloads = Combinators.combine(
                        Arbitraries.of("Pod", "CronJob"),
                        names,
                        names,
                        names.map(ImageRef::of).list().ofMaxSize(3),
                        requirements.list().ofMaxSize(2).list().ofMaxSize(2).map(NodeTerms::new))
                .as(Workload::new);
        Arbitrary<WaitingPod> waiting = Combinators.combine(
                        names.map(name -> name + "/" + name), names, names.map(ImageRef::of), Arbitraries.of("Pulling"))
                .as(WaitingPod::new);
        return Combinators.combine(
                        Arbitraries.longs().between(0, 1L << 33).map(Instant::ofEpochSecond),
                        nodes.list().ofMaxSize(5).uniqueElements(ClusterNode::name),
                        workloads.list().ofMaxSize(5),
                        waiting.list().ofMaxSize(3))
                .as(ClusterAnswer::new);
    }
}
