package io.imagesync.config;

import io.imagesync.model.ImageRef;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// A configuration without errors. What [Key] calls a default is filled in.
public record Config(
        Fleet fleet, Wanted wanted, Limits limits, Ssh ssh, ContainerRuntime runtime, Logs logs, Files files) {

    /// Which images are kept in step.
    ///
    /// @param prefixes with `*` at the end of those that are left open; empty only when there are images
    /// @param exclude patterns of name:tag with `*` and `?`
    /// @param images written out in full
    /// @param digests whether images without a tag count
    public record Wanted(
            List<String> prefixes, List<String> exclude, List<ImageRef> images, boolean digests, Drift drift) {
        public Wanted {
            prefixes = List.copyOf(prefixes);
            exclude = List.copyOf(exclude);
            images = List.copyOf(images);
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

    /// How much is done at a time, how long, and how often.
    ///
    /// @param timeOut for one image on one node
    /// @param run after which no pull starts
    /// @param parallel pulls on one node
    /// @param parallelTotal pulls on all nodes, empty for no limit
    /// @param parallelRegistry pulls from one registry, empty for no limit
    /// @param connections nodes being connected to and listed
    /// @param imageSize bytes
    /// @param retries after the first try
    /// @param retryDelay before the first retry
    /// @param diskPercent empty when the disk does not matter
    /// @param seedFirst whether one node pulls before the others
    public record Limits(
            Duration timeOut,
            Optional<Duration> run,
            int parallel,
            OptionalInt parallelTotal,
            OptionalInt parallelRegistry,
            int connections,
            OptionalLong imageSize,
            int retries,
            Duration retryDelay,
            OptionalInt diskPercent,
            boolean seedFirst) {}

    /// How nodes are connected to; what is empty is left to the OpenSSH client configuration.
    ///
    /// @param connectTimeoutSet whether the file sets it; else it is the default
    /// @param identityFile absolute, or from the home folder with `~/`
    /// @param configFile in place of the OpenSSH client configuration; `none` for no file at all
    /// @param options for ssh: each is `-X`, and behind it, where it takes a value, its value as a word of its own
    public record Ssh(
            Duration connectTimeout,
            boolean connectTimeoutSet,
            Optional<String> user,
            OptionalInt port,
            Optional<String> identityFile,
            Optional<Path> configFile,
            List<String> options) {
        public Ssh {
            options = List.copyOf(options);
        }
    }

    /// How the container runtime of a node is spoken to.
    ///
    /// @param crictl the words of the command
    /// @param socket path on the nodes, without `unix://`; empty when it is to be found
    /// @param authFile registry credentials on this host
    public record ContainerRuntime(
            boolean sudo, List<String> crictl, Access access, Optional<String> socket, Optional<Path> authFile) {
        public ContainerRuntime {
            crictl = List.copyOf(crictl);
        }
    }

    /// The door to the runtime.
    public enum Access {
        AUTO,
        CRI,
        CRICTL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param folder with the group's sub-folder where there is a group
    /// @param maxBytes of one day's log
    public record Logs(Path folder, Level level, long maxBytes, int retentionDays) {}

    /// The levels that the log can be limited to, from the most to the least talkative.
    public enum Level {
        DEBUG,
        INFO,
        WARNING,
        ERROR
    }

    /// What a run leaves behind besides its logs.
    ///
    /// @param group whose run it is, where one was asked for
    public record Files(Path lock, Path state, Optional<Path> metrics, Optional<String> group) {}
}
