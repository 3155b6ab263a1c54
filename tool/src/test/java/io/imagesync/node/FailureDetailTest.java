package io.imagesync.node;

import static io.imagesync.node.FailureTableTest.REF;
import static io.imagesync.node.FailureTableTest.logged;
import static io.imagesync.node.FailureTableTest.resolving;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// What is shown of a runtime's words.
class FailureDetailTest {
    @Test
    void credentialsInAddressesAreMasked() {
        String detail = FailureTable.refused(
                        1,
                        logged(resolving(
                                "Unknown",
                                "Get \"https://robot:s3cr3t@p@reg.example/v2/"
                                        + "?token=s3cr3t&x=1\": redirect to http://u:s3cr3t@mirror/blob?sig=s3cr3t"
                                        + "s".repeat(9000))))
                .detail();

        assertThat(detail)
                .doesNotContain("s3cr3t")
                .contains("https://***@reg.example/v2/?***", "http://***@mirror/blob?***");
    }

    @Test
    void aDigestIsNoCredential() {
        assertThat(FailureTable.refused(1, "Get https://reg.example/v2/app@sha256:0a failed")
                        .detail())
                .isEqualTo("Get https://reg.example/v2/app@sha256:0a failed");
    }

    @Test
    void theTailIsKept() {
        String detail = FailureTable.refused(1, resolving("Unknown", "x".repeat(5000) + " the reason"))
                .detail();

        assertThat(detail).hasSizeLessThan(510).startsWith("...").endsWith(" the reason");
    }

    @Test
    void theLogLineAroundItIsNotShown() {
        assertThat(FailureTable.refused(1, logged(resolving("Unknown", "the reason")))
                        .detail())
                .isEqualTo("failed to pull and unpack image \"" + REF + "\": failed to resolve reference \"" + REF
                        + "\": the reason");
    }

    @Property
    void anyTextIsOneBoundedLine(@ForAll String stderr) {
        assertThat(FailureTable.refused(1, stderr).detail())
                .hasSizeLessThan(510)
                .doesNotContainPattern("\\p{Cntrl}");
    }
}
