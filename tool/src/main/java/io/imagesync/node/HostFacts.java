package io.imagesync.node;

import io.imagesync.model.Result;
import io.imagesync.model.RuntimeSettings;
import io.imagesync.model.Texts;
import io.imagesync.ssh.RemoteHost;
import java.time.Duration;
import java.util.List;
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
/// @param mirrors a registry and where its images are asked for before, `docker.io https://mirror:5000`, as far as the
///     hosts.toml of containerd or the registries.conf of CRI-O name any
public record HostFacts(
        String noise,
        Optional<String> architecture,
        Optional<String> machine,
        Optional<String> crictl,
        OptionalInt kubeletThreshold,
        List<String> mirrors) {
    private static final Pattern MACHINE = Pattern.compile("machine ([0-9a-f]{32})");
    private static final Pattern CRICTL = Pattern.compile("crictl (.{1,200})");
    private static final Pattern KUBELET = Pattern.compile("kubelet (\\d{1,3})");
    private static final Pattern MIRROR =
            Pattern.compile("mirror ([A-Za-z0-9_.:*/\\[\\]-]{1,255} [A-Za-z0-9_.:/%?=&\\[\\]-]{1,300})");
    private static final int SHOWN = 100;

    public HostFacts {
        mirrors = List.copyOf(mirrors);
    }

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
                                .orElse(OptionalInt.empty()),
                        answer.all(MIRROR).stream()
                                .map(mirror -> mirror.group(1))
                                .toList())));
    }
}
