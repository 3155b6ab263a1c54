package io.imagesync.lab.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ListingJsonTest {
    private static final StoredImage NAMELESS = new StoredImage("sha256:1", List.of(), List.of(), 70, false);
    private static final StoredImage AWKWARD =
            new StoredImage("sha256:2", List.of("quote\"and\nbreak:1"), List.of("a@sha256:3"), 191, true);

    @ParameterizedTest
    @EnumSource
    void isValidInEveryShape(Profile profile) throws Exception {
        byte[] json = new ListingJson(profile).of(List.of(NAMELESS, AWKWARD));

        assertThat(tokens(json)).isGreaterThan(10);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '#', textBlock = """
            CONTAINERD   | "repoTags":[]
            CONTAINERD   | "size":"70"
            CONTAINERD   | "uid":null
            CONTAINERD_2 | "runtimeHandler":""
            CRIO         | "repoTags":null
            CRIO         | "uid":{"value":"1000"}
            CRIO_OLD     | "repoTags":["<none>:<none>"]
            CRIO_OLD     | "repoDigests":["<none>@<none>"]
            SPARSE       | {"id":"sha256:1","size":"70"}
            """)
    void hasTheShapeOfItsRuntime(Profile profile, String part) {
        assertThat(compact(new ListingJson(profile).of(List.of(NAMELESS)))).contains(part);
    }

    @Test
    void anEmptyStoreListsNothing() {
        byte[] json = new ListingJson(Profile.CONTAINERD).of(List.of());

        assertThat(compact(json)).isEqualTo("{\"images\":[]}");
    }

    @Test
    void aHugeListingIsValid() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        HugeListing.write(out, 100_000);

        assertThat(out.size()).isGreaterThan(100_000);
        assertThat(tokens(out.toByteArray())).isGreaterThan(1000);
    }

    private static int tokens(byte[] json) throws IOException {
        int count = 0;
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            while (parser.nextToken() != null) {
                count++;
            }
        }
        return count;
    }

    private static String compact(byte[] json) {
        return new String(json, StandardCharsets.UTF_8).replaceAll("\\s", "");
    }
}
