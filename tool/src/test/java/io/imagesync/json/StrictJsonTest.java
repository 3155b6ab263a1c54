package io.imagesync.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.imagesync.json.StrictJson.Broken;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What only the reader of the program's own files needs; the rest is tested with AUTH_FILE.
class StrictJsonTest {
    private static List<String> read(String json) throws Broken {
        List<String> read = new ArrayList<>();
        StrictJson.read(json.getBytes(StandardCharsets.UTF_8), (in, name) -> {
            switch (name) {
                case "array" -> in.array(each -> each.object((field, key) -> read.add(key + field.number())));
                case "number" -> read.add(in.number().toString());
                case "flag" -> read.add("" + in.isTrue());
                default -> in.skip();
            }
        });
        return read;
    }

    @Test
    void readsArraysNumbersAndFlags() throws Exception {
        assertThat(read("{\"array\":[{\"a\":1},{},null,{\"b\":null}],\"number\":-7,\"x\":[1,[2]],\"flag\":true}"))
                .containsExactly("aOptionalLong[1]", "bOptionalLong.empty", "OptionalLong[-7]", "true");
        assertThat(read("{\"array\":[],\"number\":null,\"flag\":null}")).containsExactly("OptionalLong.empty", "false");
        assertThat(read("{\"array\":null,\"flag\":false}")).containsExactly("false");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"array\":{}}; an array should be here (line 1, column 10)",
                "{\"array\":[1]}; an object should be here (line 1, column 11)",
                "{\"array\":[{}; this is not JSON, or has a field twice (line 1, column 13)",
                "{\"number\":1.5}; a whole number should be here (line 1, column 11)",
                "{\"number\":9223372036854775808}; a smaller number should be here (line 1, column 11)",
                "{\"flag\":\"yes\"}; true or false should be here (line 1, column 9)"
            })
    void saysWhatShouldBeThereAndWhere(String json, String words) {
        assertThatExceptionOfType(Broken.class).isThrownBy(() -> read(json)).withMessage(words);
    }
}
