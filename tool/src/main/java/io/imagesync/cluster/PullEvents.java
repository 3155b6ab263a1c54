package io.imagesync.cluster;

import io.imagesync.json.StrictJson;
import io.imagesync.json.StrictJson.Broken;
import io.imagesync.model.ImageRef;
import io.imagesync.model.WaitingPod;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which of the pods that are to start have an image pulled: the kubelet's events say so, `Pulling image "nginx"`.
final class PullEvents {
    private static final Pattern MESSAGE = Pattern.compile("Pulling image \"([^\"]{1,512})\"");

    private final Kept kept;
    private final Map<String, PodJson.Pod> starting = new HashMap<>();

    PullEvents(Kept kept, Collection<PodJson.Pod> pods) {
        this.kept = kept;
        pods.stream().filter(pod -> !pod.starting().isEmpty()).forEach(pod -> starting.put(pod.uid(), pod));
    }

    boolean isOfInterest() {
        return !starting.isEmpty();
    }

    /// The pod that an event is about, while its image is pulled.
    Optional<WaitingPod> read(StrictJson json) throws Broken {
        String[] texts = {"", ""};
        json.object((in, key) -> {
            switch (key) {
                case "involvedObject" -> texts[0] = Fields.texts(in, "uid").get("uid");
                case "message" -> texts[1] = in.text().orElse("");
                default -> in.skip();
            }
        });
        Matcher message = MESSAGE.matcher(texts[1]);
        PodJson.Pod pod = starting.get(texts[0]);
        if (pod == null || !message.lookingAt()) {
            return Optional.empty();
        }
        Optional<ImageRef> image = kept.image(json, message.group(1));
        return pod.starting().stream()
                .filter(one -> image.isPresent() && one.image().equals(image.get()))
                .map(one -> new WaitingPod(one.pod(), one.node(), one.image(), "Pulling"))
                .findFirst();
    }
}
