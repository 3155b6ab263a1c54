package io.imagesync.node;

import io.imagesync.model.Result;
import io.imagesync.model.RuntimeSettings;
import io.imagesync.model.Texts;
import io.imagesync.ssh.RemoteHost;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
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
        return new Helper(host, settings)
                .ask("version", limit, limit, "about")
                .then(answer -> new Result.Ok<>(new HostFacts(
                        Texts.printable(answer.noise().strip(), SHOWN),
                        answer.architecture(),
                        answer.first(MACHINE),
                        answer.first(CRICTL).map(text -> Texts.printable(text, SHOWN)),
                        answer.first(KUBELET)
                                .map(percent -> OptionalInt.of(Integer.parseInt(percent)))
                                .orElse(OptionalInt.empty()))));
    }
}
