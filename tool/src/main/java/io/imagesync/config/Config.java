package io.imagesync.config;

import io.imagesync.model.ClusterSettings;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Level;
import io.imagesync.model.Limits;
import io.imagesync.model.RuntimeSettings;
import io.imagesync.model.SshOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// A configuration without errors. What [Key] calls a default is filled in.
public record Config(
        Fleet fleet,
        ClusterSettings cluster,
        Wanted wanted,
        Upkeep upkeep,
        Limits limits,
        SshOptions ssh,
        RuntimeSettings runtime,
        Logs logs,
        Files files) {

    /// The same with other nodes.
    public Config withFleet(Fleet other) {
        return new Config(other, cluster, wanted, upkeep, limits, ssh, runtime, logs, files);
    }

    /// Which images are kept in step.
    ///
    /// @param prefixes with `*` at the end of those that are left open; empty only when there are images
    /// @param exclude patterns of name:tag with `*` and `?`
    /// @param images written out in full
    /// @param digests whether images without a tag count
    /// @param imageSize bytes of the largest that are pulled
    public record Wanted(
            List<String> prefixes,
            List<String> exclude,
            List<ImageRef> images,
            boolean digests,
            Drift drift,
            OptionalLong imageSize) {
        public Wanted {
            prefixes = List.copyOf(prefixes);
            exclude = List.copyOf(exclude);
            images = List.copyOf(images);
        }
    }

    /// What becomes of images that nodes have.
    ///
    /// @param pin patterns of name:tag with `*` and `?`
    /// @param keepTags of each repository, the newest; empty for all
    /// @param applyRemovals whether a run removes what was removed elsewhere while a node was away
    public record Upkeep(List<String> pin, OptionalInt keepTags, boolean applyRemovals) {
        public Upkeep {
            pin = List.copyOf(pin);
        }
    }

    /// What happens to a tag that stands for different images.
    public enum Drift {
        REPORT,
        PULL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param folder with the group's sub-folder where there is a group
    /// @param maxBytes of one day's log
    public record Logs(Path folder, Level level, long maxBytes, int retentionDays) {}

    /// What a run leaves behind besides its logs, and what it reads.
    ///
    /// @param auth registry credentials on this host
    /// @param group whose run it is, where one was asked for
    /// @param onResult what is told how runs end
    public record Files(
            Path lock,
            Path state,
            Optional<Path> metrics,
            Optional<Path> auth,
            Optional<String> group,
            Optional<OnResult> onResult) {}

    /// A program that is told how runs end.
    ///
    /// @param words its file, and its arguments
    /// @param always whether of every run, else when it changes whether runs end complete
    public record OnResult(List<String> words, boolean always) {
        public OnResult {
            words = List.copyOf(words);
        }

        public Path file() {
            return Path.of(words.getFirst());
        }

        /// As the file could have it.
        @Override
        public String toString() {
            return (always ? "always " : "") + SshWords.joined(words);
        }
    }
}
