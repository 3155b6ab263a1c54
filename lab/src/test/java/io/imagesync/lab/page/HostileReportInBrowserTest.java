package io.imagesync.lab.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What names and documents are meant to do to a reader of the page, and do not.
class HostileReportInBrowserTest extends InBrowser {
    private static final String OWN = "document.documentElement.dataset.owned=1";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "</script><img src=x onerror=" + OWN + ">",
                "<script>" + OWN + "</script>",
                "'><svg onload=" + OWN + ">",
                "&lt;img src=x onerror=" + OWN + "&gt;"
            })
    void namesStayText(String hostile) throws Exception {
        String clean = browser().open(page(Runs.asked()), "").tags();
        for (String name : List.of("gpu003", "jupyter:1", "connection refused by", "push it", "team/api", "cordoned")) {
            change("last-run.json", name, hostile);
        }

        Dom dom = browser().open(page(), "");

        assertThat(dom.data("owned")).isEmpty();
        assertThat(dom.data("all-ms")).isPresent();
        assertThat(dom.tags().split(" ")).containsOnly(clean.split(" "));
        assertThat(dom.text("failures")).contains("Left out: " + hostile, "on " + hostile);
        assertThat(dom.images().getFirst()).contains(hostile);
    }

    @Test
    void charactersThatActAreWrittenOut() throws Exception {
        page(Runs.small());
        change("last-run.json", "gpu003", "\\u202egpu\\u0000\\u2028\\ud800");

        assertThat(browser().open(page(), "").images().getFirst()).contains("\\u202Egpu\\u0000\\u2028\\uD800");
    }

    /// Were something to get past the escaping after all.
    @Test
    void whatIsInjectedIsNotRun() throws Exception {
        Path page = page(Runs.small());
        Files.writeString(
                page,
                Files.readString(page)
                        .replace(
                                "</body>",
                                "<script>" + OWN + "</script><img src=x onerror=" + OWN + "><svg onload=" + OWN + ">"));

        Dom dom = browser().open(page, "");

        assertThat(dom.tags()).contains("img", "svg");
        assertThat(dom.data("owned")).isEmpty();
        assertThat(dom.data("all-ms")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"nodes\":7,\"images\":{},\"outcomes\":\"x\"}",
                "{\"nodes\":[1,null,[],{},{\"name\":7,\"state\":\"readable\",\"matching\":-1,\"skips\":[3]}],"
                        + "\"images\":[1,null,{\"image\":[],\"bytes\":\"x\",\"missing\":[1,\"__proto__\"],\"drift\":9}],"
                        + "\"outcomes\":[0,[],{\"result\":\"toString\"},{\"result\":\"failed\",\"failure\":3,"
                        + "\"started\":\"x\",\"seconds\":1e99}],\"started\":\"never\",\"seconds\":-1}",
                "{\"__proto__\":{\"nodes\":[]},\"constructor\":1}"
            })
    void whateverTheDocumentIsThePageComesToItsEnd(String document) throws Exception {
        Files.writeString(folder.resolve("last-run.json"), document);
        Files.writeString(
                folder.resolve("history.jsonl"),
                "{\"version\":1,\"kind\":\"history\",\"started\":[],\"seconds\":\"x\",\"failed\":-5}\n");

        Dom dom = browser().open(page(), "");

        assertThat(dom.data("all-ms")).isPresent();
        assertThat(dom.data("first-ms")).isPresent();
    }
}
