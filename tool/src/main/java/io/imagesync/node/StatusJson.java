package io.imagesync.node;

import io.imagesync.json.StrictJson;
import io.imagesync.json.StrictJson.Broken;
import io.imagesync.model.InUse;
import io.imagesync.model.NodeFailure.ListingInvalid;
import io.imagesync.model.Result;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// What runtimes tell as JSON beside what CRI has fields for, and crictl of containers. By both ways the same objects
/// are there, by crictl with one around them.
final class StatusJson {
    /// Builds that are to come out the same each time write 1970, or the first second of 1980 (buildpacks).
    private static final Instant FIRST = Instant.parse("1981-01-01T00:00:00Z");
    /// Clocks differ.
    private static final Duration AHEAD = Duration.ofDays(1);
    private static final int MAX_TIME = 64;

    private String sandboxImage = "";
    /// Whether the configuration is containerd's. From 2.0 on it does not say what sandboxes are made of: it pins that.
    private boolean containerd;
    private Optional<String> created = Optional.empty();

    private StatusJson() {}

    /// The image that sandboxes are made of, of the configuration in CRI's verbose status; empty where it is not said.
    static String sandboxImage(String config) throws Broken {
        StatusJson status = new StatusJson();
        StrictJson.read(config.getBytes(StandardCharsets.UTF_8), status::config);
        return status.sandboxImage;
    }

    /// What `crictl ps` and `crictl info` tell, as the helper puts them together: `{"ps": ..., "info": ...}`.
    static Result<InUse> uses(byte[] json) {
        StatusJson status = new StatusJson();
        Uses uses = new Uses();
        try {
            StrictJson.read(json, (whole, name) -> {
                switch (name) {
                    case "ps" -> whole.object((ps, field) -> containers(ps, field, uses));
                    case "info" -> whole.object(status::info);
                    default -> whole.skip();
                }
            });
        } catch (Broken e) {
            return new Result.Failed<>(new ListingInvalid("the containers from crictl: " + e.getMessage()));
        }
        return uses.end(status.sandboxImage, status.containerd);
    }

    private static void containers(StrictJson json, String name, Uses uses) throws Broken {
        if (name.equals("containers")) {
            json.array(each -> {
                Container container = new Container();
                each.object(container::field);
                container.addTo(uses);
            });
        } else {
            json.skip();
        }
    }

    private void info(StrictJson json, String name) throws Broken {
        if (name.equals("config")) {
            json.object(this::config);
        } else {
            json.skip();
        }
    }

    private void config(StrictJson json, String name) throws Broken {
        containerd |= name.equals("containerd");
        if (name.equals("sandboxImage")) {
            sandboxImage = json.text().orElse("");
        } else {
            json.skip();
        }
    }

    /// When an image was made, of CRI's verbose status of it; empty where it cannot be told.
    static Optional<Instant> created(byte[] json, Instant now) {
        StatusJson status = new StatusJson();
        try {
            StrictJson.read(json, status::image);
        } catch (Broken _) {
            return Optional.empty();
        }
        return status.created.flatMap(StatusJson::time).filter(time -> !time.isAfter(now.plus(AHEAD)));
    }

    private void image(StrictJson json, String name) throws Broken {
        switch (name) {
            case "info", "imageSpec" -> json.object(this::image);
            case "created" -> created = json.text();
            default -> json.skip();
        }
    }

    /// As RFC 3339 writes it.
    private static Optional<Instant> time(String text) {
        try {
            return text.length() > MAX_TIME
                    ? Optional.empty()
                    : Optional.of(Instant.parse(text)).filter(time -> !time.isBefore(FIRST));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private static final class Container {
        private String name = "";
        private String id = "";
        private String state = "";
        private String image = "";
        private String imageRef = "";
        private String imageId = "";

        void field(StrictJson json, String field) throws Broken {
            switch (field) {
                case "id" -> id = json.text().orElse("");
                case "metadata" ->
                    json.object((data, one) -> name = one.equals("name") ? text(data) : skip(data, name));
                case "image" ->
                    json.object((spec, one) -> image = one.equals("image") ? text(spec) : skip(spec, image));
                case "imageRef" -> imageRef = text(json);
                case "imageId" -> imageId = text(json);
                case "state" -> state = text(json);
                default -> json.skip();
            }
        }

        private static String text(StrictJson json) throws Broken {
            return json.text().orElse("");
        }

        private static String skip(StrictJson json, String as) throws Broken {
            json.skip();
            return as;
        }

        void addTo(Uses uses) {
            uses.container(name.isEmpty() ? id : name, Uses.state(state), image, imageRef, imageId);
        }
    }
}
