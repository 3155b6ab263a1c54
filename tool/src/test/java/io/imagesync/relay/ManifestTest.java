package io.imagesync.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.imagesync.json.StrictJson.Broken;
import io.imagesync.model.Descriptor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
    private static final Descriptor CONFIG = FakeBlobs.descriptor(FakeBlobs.CONFIG, new byte[1]);
    private static final Descriptor LAYER = FakeBlobs.descriptor(FakeBlobs.LAYER, new byte[2]);
    private static final String DIGEST = LAYER.digest();

    private static Manifest read(String json) throws Broken {
        return Manifest.read(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsAManifest() throws Broken {
        assertThat(read(FakeBlobs.manifest(CONFIG, LAYER, LAYER)))
                .isEqualTo(new Manifest(List.of(), Optional.of(CONFIG), List.of(LAYER, LAYER)));
    }

    @Test
    void readsAnIndex() throws Broken {
        String entry = FakeBlobs.json(CONFIG);
        assertThat(read("{\"annotations\":{\"x\":\"y\"},\"manifests\":[" + entry + ","
                                + entry.replace(
                                        "}",
                                        ",\"platform\":{\"os\":\"linux\",\"architecture\":\"arm\","
                                                + "\"os.version\":\"1\",\"variant\":\"v7\"}}")
                                + "]}")
                        .manifests())
                .containsExactly(
                        new Manifest.Entry(CONFIG, Optional.empty()),
                        new Manifest.Entry(CONFIG, Optional.of(new Platform("linux", "arm", "v7"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"manifests\":[]}",
                "{\"config\":null}",
                "{\"config\":{}}",
                "{\"config\":{\"mediaType\":\"a/b\",\"digest\":\"sha256:00\",\"size\":1}}",
                "{\"config\":{\"mediaType\":\"a/b\",\"digest\":\"DIGEST\"}}",
                "{\"config\":{\"mediaType\":\"a/b\",\"digest\":\"DIGEST\",\"size\":-1}}",
                "{\"config\":{\"mediaType\":\"a/b\",\"digest\":\"DIGEST\",\"size\":1.5}}",
                "{\"config\":{\"mediaType\":\"a/b\",\"digest\":\"DIGEST\",\"size\":1125899906842625}}",
                "{\"config\":{\"mediaType\":\"a/b\",\"digest\":\"DIGEST\",\"size\":99999999999999999999}}",
                "{\"config\":{\"mediaType\":\"a/b\\r\\nX: y\",\"digest\":\"DIGEST\",\"size\":1}}",
                "{\"config\":{\"mediaType\":\"a/b\",\"digest\":\"DIGEST/..\",\"size\":1}}",
                "{\"config\":{\"mediaType\":\"a/b\",\"digest\":\"DIGEST\",\"size\":1},\"config\":{}}",
                "{\"config\":{\"mediaType\":\"a/b\",\"digest\":\"DIGEST\",\"size\":1},\"layers\":[7]}",
                "{\"config\":{\"mediaType\":\"a/b\",\"digest\":\"DIGEST\",\"size\":1}} {}",
                "{\"config\":{\"mediaType\":\"a/b\",\"digest\":\"DIGEST\",\"size\":1},"
                        + "\"manifests\":[{\"mediaType\":\"a/b\",\"digest\":\"DIGEST\",\"size\":1}]}",
            })
    void refusesWhatIsNone(String json) {
        assertThatExceptionOfType(Broken.class).isThrownBy(() -> read(json.replace("DIGEST", DIGEST)));
    }

    @Test
    void takesNoMoreThanAThousandLayers() throws Broken {
        Descriptor[] layers = new Descriptor[1000];
        java.util.Arrays.fill(layers, LAYER);
        assertThat(read(FakeBlobs.manifest(CONFIG, layers)).layers()).hasSize(1000);
        Descriptor[] more = java.util.Arrays.copyOf(layers, 1001);
        more[1000] = LAYER;
        assertThatExceptionOfType(Broken.class).isThrownBy(() -> read(FakeBlobs.manifest(CONFIG, more)));
    }

    @Property
    void isReadOrRefused(@ForAll @Size(max = 100) byte[] bytes) {
        try {
            assertThat(Manifest.read(bytes)).isNotNull();
        } catch (Broken e) {
            assertThat(e).hasMessageContaining("line");
        }
    }

    /// By containerd's `platforms.Only`.
    @ParameterizedTest
    @CsvSource({
        "x86_64,linux,amd64,'',0",
        "x86_64,linux,x86_64,'',0",
        "x86_64,linux,amd64,v1,0",
        "x86_64,linux,amd64,v3,-1",
        "x86_64,linux,386,'',1",
        "x86_64,linux,arm64,'',-1",
        "x86_64,windows,amd64,'',-1",
        "x86_64,unknown,unknown,'',-1",
        "x86_64,'',amd64,'',-1",
        "aarch64,linux,arm64,'',0",
        "aarch64,linux,arm64,v8,0",
        "aarch64,linux,aarch64,8,0",
        "aarch64,linux,arm,v7,2",
        "aarch64,linux,arm64,v9,-1",
        "armv7l,linux,arm,v7,0",
        "armv7l,linux,arm,'',0",
        "armv7l,linux,arm,6,1",
        "armv7l,linux,arm,v8,-1",
        "armv6l,linux,arm,v7,-1",
        "armv6l,linux,arm,v5,1",
        "i686,linux,386,'',0",
        "i686,linux,amd64,'',-1",
        "s390x,linux,s390x,'',0",
        "ppc64le,linux,ppc64le,'',0",
        "riscv64,linux,riscv64,'',0",
        "loongarch64,linux,loong64,'',0",
    })
    void knowsWhatAMachineTakes(String machine, String os, String architecture, String variant, int place) {
        List<Platform> taken = Platform.takenBy(machine);
        Platform made = new Platform(os, architecture, variant);
        List<Integer> places = java.util.stream.IntStream.range(0, taken.size())
                .filter(i -> made.fits(taken.get(i)))
                .boxed()
                .toList();
        assertThat(places).isEqualTo(place < 0 ? List.of() : List.of(place));
    }
}
