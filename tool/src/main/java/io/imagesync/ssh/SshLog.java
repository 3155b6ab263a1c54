package io.imagesync.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What `ssh -v` says, line by line. A regular expression is for a whole line.
record SshLog(List<String> lines) {
    static final int MAX_HOPS = 8;
    private static final String LET_IN = "Authenticated to .*";
    /// Bytes that count: until it is connected `ssh` says a few KiB, and after that little.
    private static final int READ = 256 << 10;

    static SshLog of(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return new SshLog(
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList());
    }

    /// Of a file, which need not be there yet.
    static SshLog read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return of(in.readNBytes(READ));
        } catch (IOException e) {
            return new SshLog(List.of());
        }
    }

    Stream<Matcher> all(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return lines.stream().map(pattern::matcher).filter(Matcher::matches);
    }

    /// The first line that matches.
    Optional<MatchResult> find(String regex) {
        return all(regex).map(Matcher::toMatchResult).findFirst();
    }

    /// What is made of each line that matches.
    ///
    /// @param words with `$1` for the first group
    Stream<String> each(String regex, String words) {
        return all(regex).map(line -> line.replaceFirst(words));
    }

    /// The first group of the first line that matches.
    Optional<String> part(String regex) {
        return each(regex, "$1").findFirst();
    }

    boolean has(String regex) {
        return all(regex).findAny().isPresent();
    }

    /// What it does not say of itself at every start.
    Stream<String> complaints() {
        return each("(?!debug\\d: |OpenSSH_|Transferred: |Bytes per second: ).*", "$0");
    }

    /// How many hosts have let us in, by all that several `ssh` said.
    int hops() {
        return (int) all(LET_IN).count();
    }

    /// The words of the `ssh` that was not let in.
    SshLog ofLastHop() {
        List<String> last = lines.reversed().stream()
                .takeWhile(line -> !line.matches(LET_IN))
                .toList();
        return new SshLog(last.reversed());
    }

    /// Whether jump hosts lead to more jump hosts without an end.
    boolean isLoop() {
        return all("debug1: Setting implicit ProxyCommand from ProxyJump: .*").count() > MAX_HOPS;
    }

    /// Whether the host shows another key than the one on record, or one that was revoked; `ssh` goes on all the same
    /// where StrictHostKeyChecking is off.
    boolean keyChanged() {
        return has(".*(?:REMOTE HOST IDENTIFICATION HAS CHANGED|REVOKED HOST KEY DETECTED| revoked by file ).*");
    }

    /// As `ssh-keygen -l` writes it, such as `SHA256:... (ED25519)`.
    Optional<String> hostKey() {
        return find("debug1: Server host (?:key|certificate): (?:sk-)?(?:ssh-|rsa-)?(\\w+)\\S* (SHA256:[^\\s,]+).*")
                .map(m -> m.group(2) + " (" + m.group(1).toUpperCase(Locale.ROOT) + ")");
    }
}
