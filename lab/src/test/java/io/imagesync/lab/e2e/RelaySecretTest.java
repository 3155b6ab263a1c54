package io.imagesync.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The port of a node that a relay comes from, and what it takes to get anything there.
@OnRealNodes(only = Access.CRI)
class RelaySecretTest {
    private static final String IMAGE = "registry.lab:5000/relay-secret/app:1";
    private static final int KILOBYTES = 3000;
    /// What a node's runtime is told to pull.
    private static final Pattern PULLED = Pattern.compile("127\\.0\\.0\\.1:(\\d+)/(image-sync-)[0-9a-f]{16}(/.*)@(.*)");
    /// `image-sync:` and the password, as Basic authentication writes it.
    private static final Pattern AUTHORIZATION = Pattern.compile("Basic (aW1hZ2Utc3luYz[op][A-Za-z0-9+/]{40,}={0,2})");

    @TempDir
    private Path folder;

    @Test
    void isThePasswordWhichIsSeenNowhere(RealLab lab) throws Exception {
        lab.real("import", "w1", IMAGE, Integer.toString(KILOBYTES));
        Program program = new Program(
                lab,
                folder,
                "NODES='w1 w2'",
                "PREFIXES=" + IMAGE,
                "RELAY=loaded",
                "RELAY_RATE=600K",
                "LOG_LEVEL=DEBUG");
        String seen;
        String basic;
        try (Running run = program.start("-v")) {
            String name = Await.until("a relay", () -> lab.pulls("w2").started(), started -> !started.isEmpty())
                    .getFirst();
            basic = secret(run.pid());
            seen = Running.run("ps", "-e", "-ww", "-o", "args").stdout();
            for (String node : List.of("w1", "w2")) {
                seen += lab.real("exec", node, "ps", "-e", "-ww", "-o", "args");
            }
            isRefusedTo(lab, name, basic);
            Ended ended = run.end(Program.LIMIT);
            assertThat(ended.exitCode()).as(ended.stderr()).isZero();
            seen += ended.stdout() + ended.stderr();
        }
        assertThat(seen).contains("image-sync", "sshd");
        String password = new String(Base64.getDecoder().decode(basic), StandardCharsets.US_ASCII).split(":", 2)[1];
        List<String> logs = new ArrayList<>(List.of(seen, logs(program)));
        lab.nodes().forEach(node -> logs.add(lab.on(node, "cat /var/log/*.log")));
        assertThat(logs).allSatisfy(text -> assertThat(text).doesNotContain(basic, password));
    }

    /// Any user of the node finds the port, and here even the name that the runtime pulls.
    private static void isRefusedTo(RealLab lab, String name, String basic) {
        Matcher pulled = PULLED.matcher(name);
        assertThat(pulled.matches()).as(name).isTrue();
        String root = "http://127.0.0.1:" + pulled.group(1) + "/v2/";
        String repository = root + name.substring(name.indexOf('/') + 1, name.indexOf('@'));
        String manifest = repository + "/manifests/" + pulled.group(4);
        String guess = Base64.getEncoder().encodeToString("image-sync:guess".getBytes(StandardCharsets.US_ASCII));

        assertThat(codes(lab, "", root, manifest, repository + "/blobs/" + pulled.group(4)))
                .containsExactly("401", "401", "401");
        assertThat(codes(lab, guess, root, manifest)).containsExactly("401", "401");
        String another =
                root + pulled.group(2) + "0123456789abcdef" + pulled.group(3) + "/manifests/" + pulled.group(4);
        String unnamed = repository + "/manifests/sha256:" + "0".repeat(64);
        assertThat(codes(lab, basic, manifest, another, unnamed, root + "_catalog"))
                .containsExactly("200", "404", "404", "404");
        assertThat(lab.on("w3", "curl -s -m 5 http://w2:%s/v2/ || echo refused".formatted(pulled.group(1))))
                .contains("refused");
    }

    /// @param basic what is sent as Authorization, empty for nothing
    /// @return the status of each answer to a user without rights
    private static List<String> codes(RealLab lab, String basic, String... urls) {
        String header = basic.isEmpty() ? "" : " -H 'Authorization: Basic " + basic + "'";
        String each =
                "for url in %s; do runuser -u nosudo -- curl -s -m 10 --noproxy '*' -o /dev/null%s -w '%%{http_code} ' \"$url\"; done"
                        .formatted(String.join(" ", urls), header);
        return List.of(lab.on("w2", each).strip().split(" ", -1));
    }

    /// The only place where it can be found: the memory of the program.
    private static String secret(long pid) throws IOException {
        try (RandomAccessFile memory = new RandomAccessFile("/proc/" + pid + "/mem", "r")) {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/maps"))) {
                String[] columns = line.split("[- ]", 3);
                if (line.contains(" rw-p ") && !line.contains("[v")) {
                    Matcher found = AUTHORIZATION.matcher(read(memory, hex(columns[0]), hex(columns[1])));
                    if (found.find()) {
                        return found.group(1);
                    }
                }
            }
        }
        throw new AssertionError("no password in the program's memory");
    }

    private static long hex(String text) {
        return Long.parseUnsignedLong(text, 16);
    }

    /// What can be read of it.
    private static String read(RandomAccessFile memory, long from, long to) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(to - from)];
        memory.seek(from);
        int count = 0;
        for (int more = 0; more >= 0 && count < bytes.length; count += Math.max(0, more)) {
            more = memory.read(bytes, count, bytes.length - count);
        }
        return new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
    }

    private static String logs(Program program) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(program.logFolder())) {
            for (Path file : files.toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }
}
