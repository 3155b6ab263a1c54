package io.imagesync.lab.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.SyncEvent;
import io.imagesync.report.History;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a reader of the page sees, and that nothing else happens there.
class ReportInBrowserTest extends InBrowser {
    private static final int PHONE = 390;

    @Test
    void aRunIsTold() throws Exception {
        Dom dom = browser().open(page(Runs.small()), "");

        assertThat(dom.images())
                .containsExactly(
                        "Image Size gpu001 gpu002 gpu003 gpu004",
                        "drift:1 registry.example.com/bcm11 1.6 GB \u2260 # \u2713 ?",
                        "hand:1 registry.example.com/bcm11 1.6 GB \u00b7 \u2713 \u2713 ?",
                        "jupyter:1 registry.example.com/bcm11 1.6 GB \u2713 \u2713 \u00d7 ?",
                        "late:1 registry.example.com/bcm11 1.6 GB \u2713 \u2713 \u2212 ?",
                        "everywhere:1 registry.example.com/bcm11 1.6 GB \u2713 \u2713 \u2713 ?",
                        "worker:1 registry.example.com/bcm11 1.6 GB \u2713 + \u2713 ?");
        assertThat(dom.text("failures"))
                .contains(
                        "Left out: connection refused by 10.0.0.4:22 check that sshd runs on the node",
                        "not found check the tag; it may have been deleted since registry.example.com/bcm11/jupyter:1",
                        "Not tried: RUN_LIMIT was reached the next run continues",
                        "Left alone on purpose: 1",
                        "Removed, to stay away: 1 image, of which nodes have 1");
        assertThat(dom.text("nodes"))
                .contains("gpu002 readable 5 0 0 0 1 1 0 44% of 960 GB", "gpu004 ! left out - - - - - 0 0 -");
        assertThat(dom.text("pulls")).contains("gpu002 1 pulled, 1.6 GB", "gpu003 0 pulled; 1 failed");
        assertThat(dom.html()).contains("<i class=\"pulled\" data-pull=", "<i class=\"failed\" data-pull=");
        assertThat(dom.text("runs"))
                .contains("2026-11-25 14:00:00: ! incomplete , took 75 s; 1 pulled, 1.6 GB; 1 failed");
        assertThat(dom.html()).contains("aria-label=\"Missing at the end: last 2, most 2\"");
    }

    @Test
    void aRunThatCouldNotBeDoneIsTold() throws Exception {
        page(Runs.small());
        new History(folder, InstantSource.system())
                .on(new SyncEvent.Impossible("1 of 4 nodes could be read", "mend the nodes"));

        Dom dom = browser().open(page(), "");

        assertThat(dom.html()).contains("! impossible</span>");
        assertThat(dom.text("failures")).contains("Not possible: 1 of 4 nodes could be read mend the nodes");
    }

    @ParameterizedTest
    @CsvSource({
        "filter=JUPYTER, 'Image Size gpu001 gpu002 gpu003 gpu004|jupyter:1'",
        "state=missing&sort=name&group=no, 'Image Size gpu001 gpu002 gpu003 gpu004|jupyter:1|late:1'",
        "state=failed&group=no, 'Image Size gpu001 gpu002 gpu003 gpu004|jupyter:1'",
        "state=drift&node=gpu001, 'Image Size gpu001|drift:1'",
        "state=drift&node=gpu002, 'Image Size gpu002'",
        "filter=%3Cscript%3E, 'Image Size gpu001 gpu002 gpu003 gpu004'",
        "state=toString&filter=worker, 'Image Size gpu001 gpu002 gpu003 gpu004|worker:1'"
    })
    void theAddressSaysWhatIsShown(String fragment, String expected) throws Exception {
        Path page = page(Runs.small());
        List<String> shown = browser().open(page, fragment).images().stream()
                .map(row -> row.replaceFirst(" registry.example.com.*", ""))
                .toList();
        assertThat(shown).containsExactly(expected.split("\\|"));
    }

    /// A reader's hands are a script here, for which the policy is taken out.
    private Dom after(Path page, String hands) throws Exception {
        String html = Files.readString(page).replace("http-equiv=\"Content-Security-Policy\"", "");
        Files.writeString(page, html.replace("</body>", "<script>" + hands + "</script></body>"));
        return browser().open(page, "");
    }

    @Test
    void whatIsTypedIsShownAndStandsInTheAddress() throws Exception {
        Dom dom = after(
                page(Runs.small()),
                "const box = document.getElementById('filter'); box.value = 'Jup';"
                        + "box.dispatchEvent(new Event('input'));"
                        + "document.documentElement.dataset.address = location.hash;");

        assertThat(dom.images()).hasSize(2).last().asString().startsWith("jupyter:1");
        assertThat(dom.data("address")).contains("#filter=Jup");
    }

    @Test
    void whoUsesAnImageAndWhoWaitsIsTold() throws Exception {
        Dom dom = after(
                page(Runs.asked()),
                "document.querySelectorAll('details').forEach(one => { one.open = true; });"
                        + "document.querySelector('.cells tbody button').click();");

        assertThat(dom.images())
                .contains(
                        "gpu:1 registry.example.com/bcm11 1.6 GB \u2713 ?",
                        "jupyter:1 registry.example.com/bcm11 1.6 GB \u2713 \u2713 \u00d7 ?");
        assertThat(dom.text("images"))
                .contains(
                        "not wanted there: no pod that needs it may run there",
                        "of the images are on all of them that should have them",
                        "jupyter:1 , 1.6 GB, used by 4: team/api, team/db, team/web, team/x present on 2");
        assertThat(dom.text("failures"))
                .contains(
                        "jupyter:1 on gpu003 used by 4: team/api, team/db, team/web ...",
                        "Needed by workloads, but on no node: 2",
                        "new:1 used by 1: team/new",
                        "Pods that waited for an image before the pulls: 3",
                        "new:1 on gpu[001-003] 3 pods: team/gpu001, team/gpu002, team/gpu003 (ErrImagePull)",
                        "Nodes that were left out on purpose: 2",
                        "gpu[005-006] cordoned");
        assertThat(dom.html()).contains("<b>3</b><span>pods waited</span>", "<b>2</b><span>needed, on no node</span>");
    }

    @ParameterizedTest
    @CsvSource({
        "td.s3.click(), 'jupyter:1 on gpu003 : missing, its pull failed the registry'",
        "td.s4.click(), 'drift:1 on gpu001 : drift'",
        "button.click(), 'drift:1 , 1.6 GB present on 1: gpu003 drift'",
        "button.focus(), 'drift:1 , 1.6 GB present on 1: gpu003 drift'",
    })
    void whatIsPointedAtIsToldInWords(String hand, String expected) throws Exception {
        String selector = hand.substring(0, hand.lastIndexOf('.'));
        Dom dom = after(
                page(Runs.small()),
                "document.querySelector('.cells tbody " + selector + "')" + hand.substring(hand.lastIndexOf('.')));

        assertThat(dom.text("images")).contains(Runs.REPOSITORY + expected);
    }

    @Test
    void figuresAreWrittenAsInTheTexts() throws Exception {
        Path table = Path.of("../tool/src/test/resources/io/imagesync/model/figures.csv");
        String calls = Files.readAllLines(table).stream()
                .skip(1)
                .map(line -> line.split(", ", -1))
                .map(row -> row[0].equals("bytes") ? "bytes(" + row[1] + ")" : "duration(" + row[1] + " / 1000)")
                .collect(Collectors.joining(", ", "[", "].join()"));
        String words = Files.readAllLines(table).stream()
                .skip(1)
                .map(line -> line.split(", ", -1)[2])
                .collect(Collectors.joining(","));

        Dom dom = after(page(Runs.small()), "document.documentElement.dataset.figures = " + calls);

        assertThat(dom.data("figures")).contains(words);
    }

    @Test
    void sizesThatAreNotKnownWereNothing() throws Exception {
        Dom dom = after(
                page(Runs.small()),
                "document.documentElement.dataset.figures = [[], [null], [null, 2000], [3000]].map(sizes =>"
                        + " bytesOf(sizes.map(bytes => ({ bytes, about: bytes === 3000 })))).join()");

        assertThat(dom.data("figures")).contains("0 B,size unknown,at least 2.0 kB,about 3.0 kB");
    }

    @Test
    void arrowsGoFromImageToImage() throws Exception {
        Dom dom = after(
                page(Runs.small()),
                "document.querySelector('.cells tbody button').focus(); for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp'])"
                        + " document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));");

        assertThat(dom.text("images")).contains(Runs.REPOSITORY + "hand:1 , 1.6 GB");
    }

    @Test
    void aPullAndARunAreToldInWordsToo() throws Exception {
        Dom dom = after(
                page(Runs.small()),
                "for (const it of ['.track .failed', '[data-run]'])"
                        + " document.querySelector(it).dispatchEvent(new MouseEvent('click', { bubbles: true }));"
                        + "document.querySelectorAll('details').forEach(one => one.open = true)");

        assertThat(dom.text("pulls")).contains("jupyter:1 on gpu003 : failed , 1.6 GB in 2.0 s, from 14:00:03");
        assertThat(dom.text("runs")).contains("2026-11-25 14:00:00 ! incomplete 75 s 1 1 1 2 1 1.6 GB");
        assertThat(dom.text("failures")).contains("hand:1 on gpu001 loaded by hand: push it");
    }

    @Test
    void nodesThatAreAlikeAreOneColumn() throws Exception {
        String node = "{\"name\":\"gpu%03d\",\"state\":\"readable\",\"matching\":1}";
        Files.writeString(
                folder.resolve("last-run.json"),
                "{\"nodes\":["
                        + IntStream.of(1, 2, 3, 20, 9).mapToObj(node::formatted).collect(Collectors.joining(","))
                        + "],\"images\":[{\"image\":\"a:1\",\"missing\":[\"gpu009\"]}]}");

        assertThat(browser().open(page(), "").images())
                .containsExactly("Image Size 4: gpu[001-003,020] gpu009", "a:1 size unknown \u2713 \u2212");
    }

    @Test
    void aHundredNodesWithFiveHundredImagesAreDrawn() throws Exception {
        Dom dom = browser().window(1280, 1000).open(page(Runs.large(100, 500)), "group=no");

        assertThat(dom.data("cells")).contains("50000");
        System.out.println(
                "50000 cells: first view after " + dom.data("first-ms").orElseThrow() + " ms, all after "
                        + dom.data("all-ms").orElseThrow() + " ms");
        assertThat(Integer.parseInt(dom.data("first-ms").orElseThrow())).isLessThan(20_000);
        assertThat(Integer.parseInt(dom.data("all-ms").orElseThrow())).isLessThan(60_000);
    }

    @Test
    void aThousandNodesAreDrawnAsFarAsIsGoodForTheBrowser() throws Exception {
        Dom dom = browser().open(page(Runs.large(1000, 500)), "group=no");

        assertThat(dom.data("cells")).contains("150000");
        assertThat(dom.text("images")).contains("Show more of the 350 images that follow");
    }

    @Test
    void aPhoneDoesNotScrollSideways() throws Exception {
        page(Runs.large(100, 20));
        change("last-run.json", "gpu001", "gpu".repeat(80));
        change("last-run.json", "app1:1", "app/".repeat(100) + "x:1");

        assertThat(browser().window(PHONE, 800).open(page(), "group=no").data("sideways"))
                .contains("0");
        assertThat(browser().window(PHONE, 800).open(page(Runs.small()), "").data("sideways"))
                .contains("0");
    }

    @Test
    void itIsLightOrDarkAsTheReaderLikesIt() throws Exception {
        Path page = page(Runs.small());

        assertThat(brightness(browser().window(PHONE, 800).light().screenshot(page)))
                .isGreaterThan(200);
        assertThat(brightness(browser().window(PHONE, 800).dark().screenshot(page)))
                .isLessThan(60);
    }

    /// Of the page's edge, from 0 to 255.
    private static int brightness(Path picture) throws Exception {
        BufferedImage image = ImageIO.read(picture.toFile());
        assertThat(image.getWidth()).isEqualTo(PHONE);
        return image.getRGB(1, 1) >> 8 & 0xff;
    }
}
