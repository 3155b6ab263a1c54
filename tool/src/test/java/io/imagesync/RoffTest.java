package io.imagesync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoffTest {
    private static String page(Roff page) {
        return page.toString().lines().skip(4).reduce("", (a, b) -> a + b + "\n");
    }

    private static Roff empty() {
        return new Roff("x", 1, "made for a test");
    }

    @Test
    void nothingInATextIsARequestOrAnEscape() {
        assertThat(page(empty().text(".TH is \\fB and 'it~^`")))
                .isEqualTo("\\&.TH is \\efB and \\(aqit\\(ti\\(ha\\(ga\n");
    }

    @Test
    void backticksMakeBold() {
        assertThat(page(empty().text("see `-o json`."))).isEqualTo("see \\fB\\-o json\\fR.\n");
    }

    @Test
    void eachSentenceHasALine() {
        assertThat(page(empty().paragraph("One. Two... Three. four"))).isEqualTo(".PP\nOne.\nTwo... Three. four\n");
    }

    @Test
    void linesStayAsTheyAre() {
        assertThat(page(empty().literal(List.of("A=1   # one. two", ".x"))))
                .isEqualTo(".PP\n.RS 4\n.nf\nA=1   # one. two\n\\&.x\n.fi\n.RE\n");
    }
}
