package io.imagesync.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnRealNodes
class PlanTest {
    @TempDir
    private Path folder;

    @Test
    void saysWhatARunWouldDoAndChangesNothing(RealLab lab) throws Exception {
        String image = lab.push("plan/app:1", 10);
        lab.load("w1", image);
        PullLog pulls = lab.pulls();
        Program program = new Program(lab, folder, "NODES='w1 w2 w3'", "PREFIXES=registry.lab:5000/plan");

        Ended plan = program.run("plan", "--exit-code");
        assertThat(plan.exitCode()).isEqualTo(4);
        assertThat(plan.stdout()).containsPattern("pull +w\\[2-3] +" + image);
        assertThat(program.run("--dry-run")).isEqualTo(new Ended(0, plan.stdout(), ""));
        Ended json = program.run("plan", "-o", "json");
        assertThat(json.exitCode()).isZero();
        assertThat(strings(json.stdout(), "image")).containsExactly(image, image);
        assertThat(lab.pulls()).isEqualTo(pulls);
        assertThat(folder).isDirectoryNotContaining(file -> !file.endsWith("image-sync.conf"));

        assertThat(program.run().exitCode()).isZero();
        assertThat(program.run("plan", "--exit-code").exitCode()).isZero();
    }

    @Test
    void onlyNamedNodesReceive(RealLab lab) {
        String image = lab.push("plan/named:1", 10);
        lab.load("w1", image);
        Program program = new Program(lab, folder, "NODES='w1 w2 w3'", "PREFIXES=" + image);

        Ended unknown = program.run("--nodes", "nope");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.stderr()).contains("nope");

        assertThat(program.run("--nodes", "w2")).isEqualTo(new Ended(0, "", ""));
        assertThat(lab.images("w2")).contains(image);
        assertThat(lab.images("w3")).doesNotContain(image);
    }

    /// All texts of fields of that name.
    private static List<String> strings(String json, String field) throws IOException {
        List<String> texts = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING && field.equals(parser.currentName())) {
                    texts.add(parser.getText());
                }
            }
        }
        return texts;
    }
}
