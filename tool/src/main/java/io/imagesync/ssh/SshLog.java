package io.imagesync.ssh;

import io.imagesync.files.SafeFiles;
import io.imagesync.ssh.SshFailure.Thrown;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What `ssh -v` says, line by line. A regular expression is for a whole line.
///
/// @param cut whether there was more in the middle than is kept: servers have their words in it too
record SshLog(List<String> lines, boolean cut) {
    static final SshLog EMPTY = new SshLog(List.of(), false);
    static final int MAX_HOPS = 8;
    private static final String LET_IN = "Authenticated to .*";
    /// Bytes that count at each end: until it is connected `ssh` says a few KiB, and after that little.
    static final int END = 64 << 10;
    /// Lines that count at each end.
    static final int LINES = 500;
    static final int LINE = 4096;

    static SshLog of(byte[] bytes) {
        return of(new String(bytes, StandardCharsets.UTF_8), false);
    }

    private static SshLog of(String text, boolean cut) {
        List<String> lines = text.lines()
                .map(line -> line.substring(0, Math.min(LINE, line.length())).strip())
                .filter(line -> !line.isEmpty())
                .toList();
        if (lines.size() <= 2 * LINES) {
            return new SshLog(lines, cut);
        }
        List<String> ends = new ArrayList<>(lines);
        ends.subList(LINES, lines.size() - LINES).clear();
        return new SshLog(ends, true);
    }

    /// Of a file, which need not be there yet. One that cannot be read says nothing of the host's key.
    static SshLog read(Path file) throws Thrown {
        try (InputStream in = Files.newInputStream(file)) {
            String head = new String(in.readNBytes(END), StandardCharsets.UTF_8);
            long more = in.skip(Math.max(0, Files.size(file) - 2 * END));
            String tail = new String(in.readNBytes(END), StandardCharsets.UTF_8);
            return more == 0 ? of(head + tail, false) : of(head + tail.substring(tail.indexOf('\n')), true);
        } catch (NoSuchFileException _) {
            return EMPTY;
        } catch (IOException e) {
            throw SshConnector.unusable("cannot read the log of ssh: " + SafeFiles.reason(e), SshConnector.LIMITS);
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
        return new SshLog(last.reversed(), cut);
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
