package io.imagesync.lab.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;

/// The manual's pictures of the page. A picture is another one with each browser, so its words are compared, which lie
/// beside it; `-Dregenerate=true` makes both anew.
class PicturesTest extends InBrowser {
    private static final Path IMAGES = Path.of("../docs/images");
    private static final Path WORDS = IMAGES.resolve("report.txt");

    @Test
    void showThePageAsItIs() throws Exception {
        Path page = page(Pictured.run());
        if (Boolean.getBoolean("regenerate")) {
            put(browser().window(1280, 1910).light().screenshot(page), "report.png");
            put(browser().window(390, 1275).dark().screenshot(page), "report-phone.png");
            Files.writeString(WORDS, words(page));
        }
        assertThat(words(page)).isEqualTo(Files.readString(WORDS));
    }

    private String words(Path page) throws Exception {
        Dom dom = browser().open(page, "");
        return String.join("\n", dom.header(), dom.text("failures"), dom.text("images"), "");
    }

    private static void put(Path picture, String name) throws Exception {
        Files.move(picture, IMAGES.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
}
