package io.imagesync.node;

import io.imagesync.cri.Container;
import io.imagesync.cri.ContainerRecord;
import io.imagesync.cri.ImageSpec;
import io.imagesync.cri.ImageStatusRequest;
import io.imagesync.cri.ImageStatusResponse;
import io.imagesync.cri.ListContainersRequest;
import io.imagesync.cri.ListRecordsRequest;
import io.imagesync.cri.RemoveImageRequest;
import io.imagesync.cri.StatusRequest;
import io.imagesync.json.StrictJson;
import io.imagesync.model.Failure;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.InUse;
import io.imagesync.model.Result;
import io.imagesync.ssh.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What has to be known of images and done to let them go, by CRI.
///
/// @param containerd whether the runtime is one, which is asked for more than CRI has
record CriUpkeep(CriChannel channel, boolean containerd) {
    /// Labels of containerd's CRI plugin.
    private static final String KIND = "io.cri-containerd.kind";

    /// Among containerd's own containers are those of `ctr`, and CRI's sandboxes.
    Result<InUse> inUse(Duration limit) throws InterruptedException {
        Deadline left = Deadline.in(limit);
        Uses uses = new Uses();
        try {
            Map<String, Container> known = new HashMap<>();
            for (Container one : channel.call(
                            CriMethods.LIST_CONTAINERS, ListContainersRequest.getDefaultInstance(), left.left())
                    .getContainersList()) {
                known.put(one.getId(), one);
                add(uses, one, one.getImage().getImage(), one.getImageRef(), one.getImageId());
            }
            if (containerd) {
                channel.stream(
                        CriMethods.LIST_RECORDS,
                        ListRecordsRequest.getDefaultInstance(),
                        left.left(),
                        message -> add(uses, message.getContainer(), known));
            }
            return uses.end(sandboxImage(left.left()), containerd);
        } catch (CriFailed e) {
            return new Result.Failed<>(e.failure(limit));
        }
    }

    private static boolean add(Uses uses, Container container, String... images) {
        String name = container.getMetadata().getName();
        return uses.container(
                name.isEmpty() ? container.getId() : name,
                Uses.state(container.getState().name()),
                images);
    }

    private static boolean add(Uses uses, ContainerRecord record, Map<String, Container> known) {
        Container container = known.get(record.getId());
        return container == null
                ? uses.container(record.getId(), record.getLabelsOrDefault(KIND, "not of CRI"), record.getImage())
                : add(uses, container, record.getImage());
    }

    private String sandboxImage(Duration limit) throws CriFailed, InterruptedException {
        StatusRequest request = StatusRequest.newBuilder().setVerbose(true).build();
        String config = channel.call(CriMethods.STATUS, request, limit).getInfoOrDefault("config", "{}");
        try {
            return StatusJson.sandboxImage(config);
        } catch (StrictJson.Broken e) {
            throw CriFailed.unusable("Status", "the configuration of the runtime: " + e.getMessage());
        }
    }

    /// containerd removes one name; others all names of an image at once.
    Optional<Failure> remove(ImageRef name, HeldImage image, Duration limit) throws InterruptedException {
        try {
            return containerd
                    ? new NameRemoval(this, new ImageNames(channel)).remove(name, image, limit)
                    : removeWhole(name, image, Deadline.in(limit));
        } catch (CriFailed e) {
            return Optional.of(e.failure(limit));
        }
    }

    private Optional<Failure> removeWhole(ImageRef name, HeldImage image, Deadline left)
            throws CriFailed, InterruptedException {
        Optional<HeldImage> there = held(name.canonical(), left.left()).filter(one -> one.isNamed(name));
        Optional<Failure> refused = there.flatMap(one -> WholeRemoval.refused(name, image, one));
        if (there.isPresent() && refused.isEmpty()) {
            channel.call(
                    CriMethods.REMOVE_IMAGE,
                    RemoveImageRequest.newBuilder()
                            .setImage(spec(WholeRemoval.subject(name, image)))
                            .build(),
                    left.left());
        }
        return refused;
    }

    /// What the runtime has under a name or an id now.
    Optional<HeldImage> held(String reference, Duration limit) throws CriFailed, InterruptedException {
        ImageStatusResponse status = status(reference, false, limit);
        return status.hasImage()
                ? Optional.of(CriListing.held(status.getImage(), new ArrayList<>()))
                : Optional.empty();
    }

    /// containerd and CRI-O tell it in their verbose status.
    Result<Optional<Instant>> created(ImageRef image, Duration limit) throws InterruptedException {
        try {
            String info = status(image.canonical(), true, limit).getInfoOrDefault("info", "{}");
            return new Result.Ok<>(StatusJson.created(info.getBytes(StandardCharsets.UTF_8), Instant.now()));
        } catch (CriFailed e) {
            return new Result.Failed<>(e.failure(limit));
        }
    }

    private ImageStatusResponse status(String reference, boolean verbose, Duration limit)
            throws CriFailed, InterruptedException {
        ImageStatusRequest request = ImageStatusRequest.newBuilder()
                .setImage(spec(reference))
                .setVerbose(verbose)
                .build();
        return channel.call(CriMethods.IMAGE_STATUS, request, limit);
    }

    static ImageSpec spec(String image) {
        return ImageSpec.newBuilder().setImage(image).build();
    }
}
