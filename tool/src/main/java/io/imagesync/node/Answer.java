package io.imagesync.node;

import io.imagesync.model.DiskUsage;
import io.imagesync.model.Listing;
import io.imagesync.model.NodeFailure.ListingInvalid;
import io.imagesync.model.Result;
import io.imagesync.model.Texts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The helper's answer taken apart: whatever a login shell printed, the header, one line a fact, the images.
final class Answer {
    private static final Pattern ARCH = Pattern.compile("arch ([A-Za-z0-9_]{1,32})");
    private static final Pattern DISK = Pattern.compile("disk (\\d{1,15}) (\\d{1,15}) (/.{0,4095})");
    private static final Pattern AMBIGUOUS = Pattern.compile("ambiguous (.*)");
    private static final String LISTEN = "listen ";
    private static final Pattern END = Pattern.compile("\\s*\nend (\\d{1,3})\\s*");
    /// Lines that are taken in; an answer has some ten.
    static final int MAX_FACTS = 50;
    private static final int MAX_LINE = 8192;
    /// Space for `end 137` and some blanks.
    private static final int MAX_END = 64;

    private final byte[] bytes;
    private int at;
    private final boolean header;
    private boolean body;
    private int bodyEnd = -1;
    private final String noise;
    private final List<String> facts = new ArrayList<>();

    Answer(byte[] stdout) {
        bytes = stdout;
        header = skipToHeader();
        String before = new String(bytes, 0, at, StandardCharsets.UTF_8);
        noise = header ? before.substring(0, before.lastIndexOf(Helper.HEADER)) : before;
        while (at < bytes.length && !body) {
            String line = nextLine();
            body = line.equals("images") || line.equals("json");
            if (!body && facts.size() < MAX_FACTS) {
                facts.add(line);
            }
        }
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

    boolean hasHeader() {
        return header;
    }

    /// What came before the header; all, where there is none.
    String noise() {
        return noise;
    }

    /// The facts that are of a kind.
    List<Matcher> all(Pattern kind) {
        List<Matcher> all = new ArrayList<>();
        for (String fact : facts) {
            Matcher matcher = kind.matcher(fact);
            if (matcher.matches()) {
                all.add(matcher);
            }
        }
        return all;
    }

    /// The first group of the first fact of a kind.
    Optional<String> first(Pattern kind) {
        List<Matcher> all = all(kind);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getFirst().group(1));
    }

    /// As the kernel says it.
    Optional<String> architecture() {
        return first(ARCH);
    }

    /// The sockets that answered when more than one did.
    Optional<String> ambiguous() {
        return first(AMBIGUOUS).map(sockets -> Texts.printable(sockets, 200));
    }

    List<DiskUsage> disks() {
        List<DiskUsage> disks = new ArrayList<>();
        for (Matcher disk : all(DISK)) {
            long capacity = Long.parseLong(disk.group(1));
            long available = Long.parseLong(disk.group(2));
            if (capacity > 0 && available <= capacity) {
                disks.add(usage(capacity, available, disk.group(3)));
            }
        }
        return disks;
    }

    /// Used is what the kubelet counts: capacity less available, so that blocks reserved for root count as used.
    private static DiskUsage usage(long kibibytes, long available, String mountPoint) {
        return new DiskUsage(Texts.printable(mountPoint, 200), kibibytes * 1024, (kibibytes - available) * 1024);
    }

    Optional<DiskUsage> disk() {
        List<DiskUsage> disks = disks();
        return disks.isEmpty() ? Optional.empty() : Optional.of(disks.getLast());
    }

    /// The addresses on which somebody listens at the port that was asked for, in hexadecimal, as Linux writes them in
    /// `/proc/net/tcp`.
    List<String> listeners() {
        List<String> addresses = new ArrayList<>();
        for (String fact : facts) {
            if (fact.startsWith(LISTEN)) {
                addresses.add(fact.substring(LISTEN.length()));
            }
        }
        return addresses;
    }

    Result<Listing> listing() {
        String broken = findBody("the list of images", "crictl images");
        return broken.isEmpty()
                ? ListingJson.read(bytes, at, bodyEnd - at, architecture(), disk())
                : new Result.Failed<>(new ListingInvalid(broken));
    }

    /// What crictl says, as JSON.
    Result<byte[]> json() {
        String broken = findBody("what crictl says", "crictl");
        return broken.isEmpty()
                ? new Result.Ok<>(Arrays.copyOfRange(bytes, at, bodyEnd))
                : new Result.Failed<>(new ListingInvalid(broken));
    }

    /// @return why there is none that is whole, or nothing
    private String findBody(String what, String command) {
        if (!body) {
            return what + " is missing";
        }
        int tail = Math.max(at, bytes.length - MAX_END);
        Matcher end = END.matcher(new String(bytes, tail, bytes.length - tail, StandardCharsets.ISO_8859_1));
        String code = "";
        while (end.find()) {
            bodyEnd = tail + end.start();
            code = end.group(1);
        }
        if (bodyEnd < 0) {
            return what + " is cut off";
        }
        return code.equals("0") ? "" : command + " ended with exit code " + code;
    }
}
