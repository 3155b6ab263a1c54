package io.imagesync.node;

import io.imagesync.model.DiskUsage;
import io.imagesync.model.Listing;
import io.imagesync.model.NodeFailure.ListingInvalid;
import io.imagesync.model.Result;
import io.imagesync.model.Texts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The helper's answer taken apart: whatever a login shell printed, the header, one line a fact, the images.
final class Answer {
    private static final Pattern DISK = Pattern.compile("disk (\\d{1,15}) (\\d{1,15}) (/.{0,4095})");
    static final Pattern ARCH = Pattern.compile("arch ([A-Za-z0-9_]{1,32})");
    private static final Pattern ENDPOINT = Pattern.compile("endpoint ([A-Za-z0-9_./:@+-]{1,300})");
    private static final Pattern SOCKET = Pattern.compile("socket (yes|no) (/[A-Za-z0-9_./:@+-]{1,300})");
    /// Sockets and disks that are taken in.
    private static final int MAX_FACTS = 20;
    private static final Pattern END = Pattern.compile("\\s*\nend (\\d{1,3})\\s*");
    private static final String NO_HEADER =
            "the helper's first line is missing (a forced command or a login shell that prints?)";
    private static final int MAX_LINE = 8192;
    /// Space for `end 137` and some blanks.
    private static final int MAX_END = 64;

    private final byte[] bytes;
    private int at;

    private Optional<String> architecture = Optional.empty();
    private Optional<String> endpoint = Optional.empty();
    private final List<NodeFacts.Socket> sockets = new ArrayList<>();
    private final List<DiskUsage> disks = new ArrayList<>();

    private Answer(byte[] bytes) {
        this.bytes = bytes;
    }

    static Result<Listing> listing(byte[] stdout) {
        return new Answer(stdout).readListing();
    }

    static Result<Optional<DiskUsage>> disk(byte[] stdout) {
        Answer answer = new Answer(stdout);
        if (!answer.skipToHeader()) {
            return answer.noHeader();
        }
        answer.readFacts();
        return new Result.Ok<>(answer.disk());
    }

    static Result<NodeFacts> facts(byte[] stdout) {
        Answer answer = new Answer(stdout);
        if (!answer.skipToHeader()) {
            return answer.noHeader();
        }
        answer.readFacts();
        return new Result.Ok<>(new NodeFacts(answer.architecture, answer.endpoint, answer.sockets, answer.disks));
    }

    /// The sockets that answered when more than one did.
    static Optional<String> ambiguous(byte[] stdout) {
        Answer answer = new Answer(stdout);
        answer.skipToHeader();
        while (answer.at < stdout.length) {
            String line = answer.nextLine();
            if (line.startsWith("ambiguous ")) {
                return Optional.of(Texts.shown(line.substring("ambiguous ".length()), 200));
            }
        }
        return Optional.empty();
    }

    static boolean hasHeader(byte[] stdout) {
        return new Answer(stdout).skipToHeader();
    }

    /// @param noise what came before the header
    /// @param lines that follow it
    record Lines(String noise, List<String> lines) {}

    /// Nothing where there is no header.
    static Optional<Lines> lines(byte[] stdout) {
        Answer answer = new Answer(stdout);
        if (!answer.skipToHeader()) {
            return Optional.empty();
        }
        String before = new String(stdout, 0, answer.at, StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>();
        while (answer.at < stdout.length) {
            lines.add(answer.nextLine().strip());
        }
        return Optional.of(new Lines(before.substring(0, before.lastIndexOf(Helper.HEADER)), lines));
    }

    private Result<Listing> readListing() {
        if (!skipToHeader()) {
            return noHeader();
        }
        if (!readFacts()) {
            return invalid("the list of images is missing");
        }
        int tail = Math.max(at, bytes.length - MAX_END);
        Matcher end = END.matcher(new String(bytes, tail, bytes.length - tail, StandardCharsets.ISO_8859_1));
        int from = 0;
        int jsonEnd = -1;
        String code = "";
        while (end.find(from)) {
            jsonEnd = tail + end.start();
            code = end.group(1);
            from = end.end();
        }
        if (jsonEnd < 0) {
            return invalid("the list of images is cut off");
        }
        if (!code.equals("0")) {
            return invalid("crictl images ended with exit code " + code);
        }
        return ListingJson.read(bytes, at, jsonEnd - at, architecture, disk());
    }

    private Optional<DiskUsage> disk() {
        return disks.stream().reduce((_, last) -> last);
    }

    /// A login shell may have printed something without ending its line.
    private boolean skipToHeader() {
        while (at < bytes.length) {
            if (nextLine().endsWith(Helper.HEADER)) {
                return true;
            }
        }
        return false;
    }

    /// Reads up to the line `images`; false when it does not come.
    private boolean readFacts() {
        while (at < bytes.length) {
            String line = nextLine();
            if (line.equals("images")) {
                return true;
            }
            Matcher arch = ARCH.matcher(line);
            if (arch.matches()) {
                architecture = Optional.of(arch.group(1));
            }
            Matcher usage = DISK.matcher(line);
            if (usage.matches() && disks.size() < MAX_FACTS) {
                usage(Long.parseLong(usage.group(1)), Long.parseLong(usage.group(2)), usage.group(3))
                        .ifPresent(disks::add);
            }
            readRuntimeFact(line);
        }
        return false;
    }

    private void readRuntimeFact(String line) {
        Matcher configured = ENDPOINT.matcher(line);
        if (configured.matches()) {
            endpoint = Optional.of(configured.group(1));
        }
        Matcher socket = SOCKET.matcher(line);
        if (socket.matches() && sockets.size() < MAX_FACTS) {
            sockets.add(new NodeFacts.Socket(socket.group(2), socket.group(1).equals("yes")));
        }
    }

    /// Used is what the kubelet counts: capacity less available, so that blocks reserved for root count as used.
    private static Optional<DiskUsage> usage(long kibibytes, long available, String mountPoint) {
        if (kibibytes <= 0 || available > kibibytes || kibibytes > Long.MAX_VALUE / 1024) {
            return Optional.empty();
        }
        return Optional.of(
                new DiskUsage(Texts.shown(mountPoint, 200), kibibytes * 1024, (kibibytes - available) * 1024));
    }

    private String nextLine() {
        int start = at;
        while (at < bytes.length && bytes[at] != '\n') {
            at++;
        }
        int end = at;
        at = Math.min(bytes.length, at + 1);
        if (end > start && bytes[end - 1] == '\r') {
            end--;
        }
        return new String(bytes, start, Math.min(end - start, MAX_LINE), StandardCharsets.UTF_8);
    }

    /// What ran in place of the helper may have said why.
    private <T> Result<T> noHeader() {
        String said = Texts.ends(new String(bytes, StandardCharsets.UTF_8));
        return invalid(NO_HEADER + (said.isBlank() ? "" : "; it printed: " + NodeErrors.lastLine(said)));
    }

    private static <T> Result<T> invalid(String detail) {
        return new Result.Failed<>(new ListingInvalid(detail));
    }
}
