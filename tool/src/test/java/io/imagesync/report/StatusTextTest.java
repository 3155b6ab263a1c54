package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.DiskUsage;
import io.imagesync.model.Given;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Matrix;
import io.imagesync.model.Matrix.Cell;
import io.imagesync.model.NodeName;
import io.imagesync.model.Survey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusTextTest {
    private static final NodeName W1 = new NodeName("w1");
    private static final NodeName W2 = new NodeName("w2");
    private static final NodeName W3 = new NodeName("w3");

    private static Survey listed(NodeName node, String... images) {
        List<HeldImage> held = IntStream.range(0, images.length)
                .mapToObj(i -> new HeldImage(
                        "sha256:" + i, List.of(ImageRef.of(images[i])), List.of(), OptionalLong.of(1_600_000_000)))
                .toList();
        return new Survey.Listed(
                node,
                Given.listing(
                        held,
                        List.of(),
                        Optional.of("x86_64"),
                        Optional.of(new DiskUsage("/var", 1_000_000_000_000L, 420_000_000_000L))));
    }

    private static Matrix.Row row(String image, Map<NodeName, Cell> cells) {
        return new Matrix.Row(ImageRef.of(image), OptionalLong.of(1_600_000_000), cells);
    }

    @Test
    void aFewNodesAreColumns() {
        Matrix matrix = new Matrix(
                List.of(W1, W2, W3),
                List.of(
                        row("reg.io/a:1", Map.of(W1, Cell.PRESENT, W2, Cell.PRESENT, W3, Cell.PRESENT)),
                        row("reg.io/b:1", Map.of(W1, Cell.PRESENT, W2, Cell.MISSING, W3, Cell.MISSING)),
                        row("reg.io/c:1", Map.of(W1, Cell.DRIFT, W2, Cell.PRESENT, W3, Cell.PRESENT)),
                        row("reg.io/d:1", Map.of(W1, Cell.BY_DIGEST, W2, Cell.PRESENT, W3, Cell.PRESENT))));
        List<Survey> surveys = List.of(
                listed(W1, "reg.io/a:1", "reg.io/b:1", "reg.io/c:1"),
                listed(W2, "reg.io/a:1", "reg.io/c:1", "reg.io/d:1"),
                listed(W3, "reg.io/a:1", "reg.io/c:1", "reg.io/d:1"),
                new Survey.LeftOut(new NodeName("w4"), new ConnectFailure.Refused("10.0.0.4:22")));

        assertThat(String.join("\n", StatusText.lines(surveys, matrix, Samples.plan(), false, Columns.ANY)))
                .isEqualTo("""
                NODE    IMAGES  MISSING  SKIPPED  DRIFT  BY DIGEST    SIZE           DISK
                w1           3        0        0      1          1  4.8 GB  42% of 1.0 TB
                w[2-3]       3        1        0      0          0  4.8 GB  42% of 1.0 TB
                w4           -        -        -      -          -       -       left out

                IMAGE         SIZE  w1      w[2-3]  w4
                reg.io/b:1  1.6 GB  yes     -       not known
                reg.io/c:1  1.6 GB  DRIFT   yes     not known
                reg.io/d:1  1.6 GB  digest  yes     not known

                left out  w4: connection refused by 10.0.0.4:22; check that sshd runs on the node and that SSH_PORT (or \
                Port) is right

                4 images on 3 nodes; 1 are everywhere; 1 node is not known""");
        assertThat(StatusText.lines(surveys, matrix, Samples.plan(), true, Columns.ANY))
                .anyMatch(line -> line.matches("reg.io/a:1 +1.6 GB  yes +yes +not known"));
    }

    /// 100 nodes, each lacking one image of its own.
    @Test
    void manyNodesAreWords() {
        List<NodeName> nodes = IntStream.rangeClosed(1, 100)
                .mapToObj(i -> new NodeName("gpu%03d".formatted(i)))
                .toList();
        List<Matrix.Row> rows = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Map<NodeName, Cell> cells = new HashMap<>();
            for (int n = 0; n < nodes.size(); n++) {
                cells.put(nodes.get(n), n == i || n == i + 1 ? Cell.MISSING : Cell.PRESENT);
            }
            rows.add(row("reg.io/i%03d:1".formatted(i), cells));
        }
        List<Survey> surveys = nodes.stream().map(node -> listed(node)).toList();

        List<String> lines = StatusText.lines(surveys, new Matrix(nodes, rows), Samples.plan(), false, Columns.ANY);

        assertThat(lines).hasSizeLessThan(120).allMatch(line -> line.length() < 120);
        assertThat(lines)
                .anyMatch(line -> line.matches("reg.io/i000:1 +1.6 GB  missing on gpu\\[001-002]"))
                .last()
                .isEqualTo("500 images on 100 nodes; 400 are everywhere");
    }

    @Test
    void onANarrowTerminalLinesOfTablesWereBroken() {
        String name = "registry.example.com/a/very/long/path/of/folders/name:tag";
        Matrix matrix = new Matrix(List.of(W1, W2), List.of(row(name, Map.of(W2, Cell.MISSING))));
        assertThat(StatusText.lines(List.of(), matrix, Samples.plan(), false, 40))
                .contains("IMAGE                      SIZE  w1   w2", "registry.exam…/name:tag  1.6 GB  yes  -");
    }

    @Test
    void imagesOfUnknownSizeTookNoBytes() {
        var listing = Given.listing(
                List.of(new HeldImage("sha256:1", List.of(ImageRef.of("r.io/a:1")), List.of(), OptionalLong.empty())),
                List.of(),
                Optional.empty(),
                Optional.empty());
        Matrix matrix = new Matrix(
                List.of(W1), List.of(new Matrix.Row(ImageRef.of("r.io/a:1"), OptionalLong.empty(), Map.of())));
        assertThat(StatusText.lines(
                        List.of(new Survey.Listed(W1, listing)), matrix, Samples.plan(), false, Columns.ANY))
                .anyMatch(line -> line.matches("w1 .* 0  size unknown  unknown"));
    }

    @ParameterizedTest
    @CsvSource({
        "w1, w1",
        "'w1,w2', w[1-2]",
        "'gpu01,gpu02,gpu03,gpu20', 'gpu[01-03,20]'",
        "'gpu9,gpu10', 'gpu9,gpu10'",
        "'a1.x,a2.x,b', 'a[1-2].x,b'",
        "'root@a1,root@a2', root@a[1-2]",
        "'::1,10.0.0.1', '::1,10.0.0.1'"
    })
    void namesAreFolded(String names, String folded) {
        List<NodeName> nodes =
                List.of(names.split(",", -1)).stream().map(NodeName::new).toList();
        assertThat(NodeNames.folded(nodes)).isEqualTo(folded);
    }
}
