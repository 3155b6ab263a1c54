package io.imagesync.node;

import io.imagesync.model.NodeFailure.CommandTimedOut;
import io.imagesync.model.Result;
import io.imagesync.model.Texts;
import io.imagesync.ssh.RemoteHost;
import io.imagesync.ssh.RemoteHost.Ran;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a node tells about itself that a run does not need to know. A helper of an earlier release tells less of it.
///
/// @param noise what its login shell prints before every answer, fit to be shown; empty as it should be
/// @param architecture as the kernel says it
/// @param machine its `/etc/machine-id`, which no two machines should share
/// @param crictl what `crictl --version` prints; empty where there is none
/// @param kubeletThreshold percent of the image file system from which the kubelet deletes images, where
///     `/var/lib/kubelet/config.yaml` names it
public record HostFacts(
        String noise,
        Optional<String> architecture,
        Optional<String> machine,
        Optional<String> crictl,
        OptionalInt kubeletThreshold) {
    private static final Pattern MACHINE = Pattern.compile("machine ([0-9a-f]{32})");
    private static final Pattern CRICTL = Pattern.compile("crictl (.{1,200})");
    private static final Pattern KUBELET = Pattern.compile("kubelet (\\d{1,3})");
    private static final int SHOWN = 100;

    public static Result<HostFacts> of(RemoteHost host, RuntimeSettings settings, Duration limit)
            throws InterruptedException {
        return host.run(new Helper(settings).call("version", limit, "about"), limit)
                .then(ran -> switch (ran) {
                    case Ran.TimedOut _ -> new Result.Failed<>(new CommandTimedOut(limit));
                    case Ran.Exited ended ->
                        read(ended)
                                .<Result<HostFacts>>map(Result.Ok::new)
                                .orElseGet(() -> new Result.Failed<>(NodeErrors.of(ended, limit)));
                });
    }

    private static Optional<HostFacts> read(Ran.Exited ended) {
        return ended.exitCode() == 0 ? Answer.lines(ended.stdout()).map(HostFacts::read) : Optional.empty();
    }

    private static HostFacts read(Answer.Lines told) {
        List<String> lines = told.lines();
        return new HostFacts(
                Texts.shown(told.noise().strip(), SHOWN),
                first(lines, Answer.ARCH, Function.identity()),
                first(lines, MACHINE, Function.identity()),
                first(lines, CRICTL, text -> Texts.shown(text, SHOWN)),
                first(lines, KUBELET, Integer::parseInt).map(OptionalInt::of).orElse(OptionalInt.empty()));
    }

    private static <T> Optional<T> first(List<String> lines, Pattern pattern, Function<String, T> as) {
        return lines.stream()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .map(matcher -> as.apply(matcher.group(1)))
                .findFirst();
    }
}
