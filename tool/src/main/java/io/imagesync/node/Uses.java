package io.imagesync.node;

import io.imagesync.model.Failure;
import io.imagesync.model.InUse;
import io.imagesync.model.NodeFailure.ListingInvalid;
import io.imagesync.model.NodeFailure.NotRemoved;
import io.imagesync.model.Result;
import io.imagesync.model.Texts;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What containers use, as it is told. All of it counts, or nothing: what is too long or too much to be taken in, or
/// what is not told, is why nothing may be removed.
final class Uses {
    /// Of one node; the kubelet runs some hundred pods.
    static final int MAX_CONTAINERS = 20_000;
    /// Characters of a name; a reference has at most some 500.
    static final int MAX_NAME = 1000;

    private static final int SHOWN = 120;

    private final Set<InUse.Use> uses = new LinkedHashSet<>();
    private int containers;
    private Optional<Failure> wrong = Optional.empty();

    /// A container, in whatever state.
    ///
    /// @param name for people
    /// @param images the names that it has for its image; an empty one is none
    /// @return whether another one can be taken in
    boolean container(String name, String state, String... images) {
        if (++containers > MAX_CONTAINERS) {
            return broken("there are more than " + MAX_CONTAINERS + " containers");
        }
        String shown = "container " + Texts.printable(name, SHOWN);
        return used(state.isEmpty() ? shown : shown + " (" + Texts.printable(state, SHOWN) + ")", images);
    }

    /// @param state as CRI writes it: `CONTAINER_EXITED`
    static String state(String state) {
        return state.toLowerCase(Locale.ROOT).replaceFirst("^container_", "");
    }

    private boolean used(String by, String... images) {
        for (String image : images) {
            if (image.length() > MAX_NAME) {
                return broken("the name of an image has more than " + MAX_NAME + " characters");
            }
            if (!image.isEmpty()) {
                uses.add(new InUse.Use(image, by));
            }
        }
        return wrong.isEmpty();
    }

    private boolean broken(String why) {
        wrong = wrong.or(() -> Optional.of(new ListingInvalid(why)));
        return false;
    }

    /// The image that the runtime makes its sandboxes of.
    ///
    /// @param image empty where the runtime does not say
    /// @param guarded whether the runtime then keeps it by itself
    Result<InUse> end(String image, boolean guarded) {
        used("the sandboxes of the runtime", image);
        if (wrong.isEmpty() && image.isEmpty() && !guarded) {
            wrong = Optional.of(new NotRemoved(
                    NotRemoved.Obstacle.USE_UNKNOWN, "the runtime does not say which image its sandboxes use"));
        }
        return wrong.<Result<InUse>>map(Result.Failed::new)
                .orElseGet(() -> new Result.Ok<>(new InUse(uses.stream().toList())));
    }
}
