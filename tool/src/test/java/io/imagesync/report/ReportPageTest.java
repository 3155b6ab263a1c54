package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Skip;
import io.imagesync.model.SyncEvent;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the page consists of, and that nothing that stands in the state folder can be more than data there.
class ReportPageTest {
    private static final String LINE = "{\"version\":1,\"kind\":\"history\",";

    @TempDir
    private Path state;

    private String page() throws Exception {
        return Samples.text(ReportPage.of(state).orElseThrow());
    }

    private String pageOf(String run, String... history) throws Exception {
        Files.writeString(state.resolve("last-run.json"), run);
        Files.writeString(state.resolve("history.jsonl"), String.join("\n", history));
        return page();
    }

    private static String inside(String page, String begin) {
        int from = page.indexOf(begin) + begin.length();
        assertThat(from).isGreaterThanOrEqualTo(begin.length());
        return page.substring(from, page.indexOf("</", from));
    }

    private static String run(String page) {
        return inside(page, "<script type=\"application/json\" id=\"run-json\">");
    }

    private static String history(String page) {
        return inside(page, "<script type=\"application/json\" id=\"history-json\">");
    }

    /// Every text and every name, in order.
    private static List<String> texts(String json) throws IOException {
        List<String> texts = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME || token.isScalarValue()) {
                    texts.add(parser.getText());
                }
            }
        }
        return texts;
    }

    private static String json(String name, String text) throws IOException {
        StringWriter json = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(json)) {
            generator.writeStartObject();
            generator.writeStringField(name, text);
            generator.writeEndObject();
        }
        return json.toString();
    }

    private static String hash(String text) throws Exception {
        return "'sha256-"
                + Base64.getEncoder()
                        .encodeToString(
                                MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)))
                + "'";
    }

    /// Tags, with the names that scripts and links find them by.
    private static String outline(String page) {
        String markup = page.replaceAll("(?s)(<(style|script)\\b[^>]*>).*?(</\\2>)", "$1$3");
        return String.join(
                " ",
                Pattern.compile("<(\\w+)[^>]*?(?: id=\"([^\"]*)\")?>")
                        .matcher(markup)
                        .results()
                        .map(tag -> tag.group(1) + (tag.group(2) == null ? "" : "#" + tag.group(2)))
                        .toList());
    }

    @Test
    void thePageHasItsParts() throws Exception {
        new History(state, InstantSource.system()).on(new SyncEvent.Finished(Samples.report()));

        String page = page();

        assertThat(outline(page)).isEqualTo("""
                html head meta meta meta meta meta meta title style body header h1 span#result p#when noscript p code code \
                ul#figures nav a a a a a main section h2#failures-h section h2#images-h section h2#nodes-h section \
                h2#pulls-h section h2#runs-h script#run-json script#history-json script""");
        assertThat(page).startsWith("<!doctype html>\n<html lang=\"en\">");
        assertThat(texts(run(page))).isEqualTo(texts(Samples.text(ReportJson.run(Samples.report()))));
        assertThat(texts("{\"all\":" + history(page) + "}"))
                .startsWith("all")
                .containsAll(texts(History.lines(state).getFirst()));
    }

    @Test
    void onlyTheOneScriptAndTheOneStyleMayAct() throws Exception {
        String page = pageOf("{}");

        String policy = inside(page, "http-equiv=\"Content-Security-Policy\" content=\"")
                .split("\"", 2)[0];
        assertThat(policy)
                .isEqualTo("default-src 'none'; script-src " + hash(inside(page, "<script>")) + "; style-src "
                        + hash(inside(page, "<style>"))
                        + "; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'");
        assertThat(page).doesNotContainPattern(" on[a-z]+=").doesNotContain("unsafe-", "innerHTML", "eval(");
    }

    @ParameterizedTest
    @EnumSource(Skip.Reason.class)
    void theScriptKnowsWhichSkipsLeaveSomethingToBeDone(Skip.Reason reason) throws Exception {
        assertThat(inside(pageOf("{}"), "<script>").contains("\n  ['" + reason + "', '"))
                .isEqualTo(reason.isUndone());
    }

    @Test
    void nothingIsAskedOfTheNetwork() throws Exception {
        List<String> addresses = Pattern.compile("https?:[^'\" ]*|(?:src|href)=\"[^\"]*\"|url\\([^)]*\\)|@import")
                .matcher(pageOf("{}"))
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(addresses)
                .containsOnly(
                        "http://www.w3.org/2000/svg",
                        "href=\"#failures\"",
                        "href=\"#images\"",
                        "href=\"#nodes\"",
                        "href=\"#pulls\"",
                        "href=\"#runs\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "</script><img src=x onerror=alert(1)>",
                "<!--<script>",
                "]]>&lt;/script&gt;",
                "\" onmouseover=\"alert(1)",
                "'\\\"\\\\u003c",
                "\u2028\u2029\u202e\u0000\u001b[2J",
                "\ud83d\ude00 \u00e4\u00f6\u00fc",
                "@RUN@ @HISTORY@ @SCRIPT@ $1 \\1 ${x}",
                "__proto__"
            })
    void whateverStandsInTheStateIsDataInThePage(String hostile) throws Exception {
        String line = LINE + json(hostile, hostile).substring(1);
        assertIsData(pageOf(json(hostile, hostile), line, line), hostile);
    }

    @Test
    void thatHoldsForAnyText() throws Exception {
        Random random = new Random(7);
        String signs = "<>/&'\"\\!-@RUN scriptu0\u2028\u2029\u0000\n\ud83d\ude00\u00e4";
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(30); n >= 0; n--) {
                text.appendCodePoint(signs.codePoints()
                        .toArray()[random.nextInt((int) signs.codePoints().count())]);
            }
            String hostile = text.toString();
            assertIsData(
                    pageOf(json(hostile, hostile), LINE + json("x", hostile).substring(1)), hostile);
        }
    }

    private static void assertIsData(String page, String hostile) throws IOException {
        assertThat(page).matches("[\\x20-\\x7e\n]+");
        assertThat(page.split("<script", -1)).hasSize(4);
        assertThat(run(page) + history(page)).doesNotContain("<", ">", "&");
        assertThat(texts(run(page))).containsExactly(hostile, hostile);
        assertThat(texts(history(page))).contains(hostile);
    }

    @Test
    void halfACharacterIsKeptAsItWasWritten() throws Exception {
        assertThat(run(pageOf("{\"a\":\"\\ud800\"}"))).isEqualToIgnoringCase("{\"a\":\"\\ud800\"}");
    }

    @Test
    void aNumberThatIsNoneStaysJson() throws Exception {
        assertThat(texts(run(pageOf("{\"a\":1e999999,\"b\":-0}")))).contains("a", "b");
    }

    @Test
    void linesThatAreNoJsonArePassedOver() throws Exception {
        String page = pageOf("{}", LINE + "\"a\":1}", LINE + "<script>", LINE + "\"a\":2} {}", LINE + "\"a\":3}");
        assertThat(history(page)).isEqualTo("[" + LINE + "\"a\":1}," + LINE + "\"a\":3}]");
    }

    @Test
    void withoutARunThereIsNoPage() throws Exception {
        assertThat(ReportPage.of(state)).isEmpty();
    }

    @Test
    void aBrokenReportIsRefusedWithWords() {
        assertThatThrownBy(() -> pageOf("{\"a\":<script>"))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageEndingWith("last-run.json is broken");
    }
}
