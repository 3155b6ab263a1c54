package io.imagesync.plan;

import static io.imagesync.plan.Nodes.arm;
import static io.imagesync.plan.Nodes.held;
import static io.imagesync.plan.Nodes.image;
import static io.imagesync.plan.Nodes.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.HeldImage;
import io.imagesync.model.Matrix;
import io.imagesync.model.Matrix.Cell;
import io.imagesync.model.NodeName;
import io.imagesync.model.Survey;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MatrixTest {
    private static final HeldImage OLD = image("reg.io/a:1", "old", 1);
    private static final HeldImage NEW = image("reg.io/a:1", "new", 1);

    private static Matrix matrix(Survey... surveys) {
        return new Planner(List.of(surveys), RulesBuilder.prefix("reg").build()).matrix();
    }

    private static List<Cell> cells(Matrix matrix) {
        return matrix.nodes().stream()
                .map(node -> matrix.rows().getFirst().cell(node))
                .toList();
    }

    @Test
    void whoHasAnImageAndWhoLacksIt() {
        Matrix matrix = matrix(node("w1", OLD), node("w2"), node("w3", OLD, image("other/x:1")));

        assertThat(matrix.nodes()).extracting(NodeName::text).containsExactly("w1", "w2", "w3");
        assertThat(matrix.rows()).singleElement().satisfies(row -> {
            assertThat(row.image()).hasToString("reg.io/a:1");
            assertThat(row.size()).hasValue(1);
            assertThat(row.isEverywhere()).isFalse();
        });
        assertThat(cells(matrix)).containsExactly(Cell.PRESENT, Cell.MISSING, Cell.PRESENT);
        assertThat(matrix.count(new NodeName("w2"), Cell.MISSING)).isEqualTo(1);
    }

    @Test
    void whatIsThereIsNotStored() {
        Matrix matrix = matrix(node("w1", OLD), node("w2"), node("w3", OLD));

        assertThat(matrix.rows().getFirst().cells()).containsOnlyKeys(new NodeName("w2"));
        assertThat(new Matrix.Row(OLD.tags().getFirst(), OLD.size(), Map.of(new NodeName("w1"), Cell.PRESENT)))
                .matches(Matrix.Row::isEverywhere);
    }

    @Test
    void whatAllHaveAlikeIsEverywhereBesideWhatIsNot() {
        HeldImage other = image("reg.io/b:1", "other", 1);
        assertThat(matrix(node("w1", OLD), node("w2", OLD)).rows())
                .singleElement()
                .matches(Matrix.Row::isEverywhere);
        assertThat(matrix(node("w1", OLD), node("w2", OLD, other)).rows())
                .extracting(Matrix.Row::cells)
                .containsExactly(Map.of(), Map.of(new NodeName("w1"), Cell.MISSING));
    }

    @Test
    void whatFewHaveUnderATagIsDrift() {
        assertThat(cells(matrix(node("w1", NEW), node("w2", OLD), node("w3", OLD))))
                .containsExactly(Cell.DRIFT, Cell.PRESENT, Cell.PRESENT);
    }

    @Test
    void theImageOfAnotherPlatformIsNone() {
        HeldImage other = held("for arm", OLD.tags(), OLD.digests(), OptionalLong.of(1));
        assertThat(cells(matrix(node("w1", OLD), arm("w2", other)))).containsExactly(Cell.PRESENT, Cell.PRESENT);
    }

    @Test
    void anImageWithoutItsNameIsHeldByDigest() {
        HeldImage untagged = new HeldImage(OLD.id(), List.of(), OLD.digests(), OLD.size());
        assertThat(cells(matrix(node("w1", OLD), node("w2", untagged)))).containsExactly(Cell.PRESENT, Cell.BY_DIGEST);
    }
}
