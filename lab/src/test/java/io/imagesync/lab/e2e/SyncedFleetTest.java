package io.imagesync.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnRealNodes
class SyncedFleetTest {
    private static final String ONE = "registry.lab:5000/fleet-a/app:1";
    private static final String TWO = "registry.lab:5000/fleet-a/deep/app:2";
    private static final String THREE = "quay.io/fleet-b/tool:1";
    private static final String NEARLY = "registry.lab:5000/fleet-abc/app:1";
    private static final String OTHER = "docker.io/fleet-c/other:1";

    @TempDir
    private Path folder;

    @Test
    void everyMatchingTagIsEverywhereAndNothingElseChanges(RealLab lab) {
        pushAll(lab);
        lab.load("w1", ONE, NEARLY);
        lab.load("w2", TWO, THREE);
        lab.load("w3", OTHER);
        Map<String, Map<String, String>> before = held(lab);
        Program program = new Program(
                lab, folder, "NODES='w1 w2 w3'", "PREFIX1=registry.lab:5000/fleet-a", "PREFIX2=quay.io/fleet-b");

        Ended first = program.run();

        assertThat(first).isEqualTo(new Ended(0, "", ""));
        Map<String, Map<String, String>> expected = withAllOn(before, ONE, TWO, THREE);
        assertThat(held(lab)).isEqualTo(expected);
        assertThat(program.succeeded()).hasSize(6).allMatch(line -> line.endsWith(" - SUCCESS"));

        secondRunDoesNothing(lab, program);
        assertThat(held(lab)).isEqualTo(expected);
    }

    private static void secondRunDoesNothing(RealLab lab, Program program) {
        PullLog pulls = lab.pulls();

        assertThat(program.run()).isEqualTo(new Ended(0, "", ""));

        assertThat(lab.pulls()).isEqualTo(pulls);
        assertThat(program.log()).anyMatch(line -> line.endsWith("[INFO] All images are already synced"));
    }

    private static void pushAll(RealLab lab) {
        for (String image : new String[] {ONE, TWO, THREE, NEARLY, OTHER}) {
            lab.push(image, 50);
        }
    }

    private static Map<String, Map<String, String>> withAllOn(Map<String, Map<String, String>> held, String... images) {
        Map<String, String> wanted = new TreeMap<>();
        held.values().forEach(wanted::putAll);
        wanted.keySet().retainAll(List.of(images));
        Map<String, Map<String, String>> all = new TreeMap<>();
        held.forEach((node, some) -> {
            Map<String, String> more = new TreeMap<>(some);
            more.putAll(wanted);
            all.put(node, more);
        });
        return all;
    }

    /// Node to what it holds: name with a tag to digest.
    private static Map<String, Map<String, String>> held(RealLab lab) {
        return lab.nodes().stream().collect(Collectors.toMap(node -> node, lab::digests));
    }
}
