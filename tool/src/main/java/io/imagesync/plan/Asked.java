package io.imagesync.plan;

import io.imagesync.model.ImageRef;
import java.util.Optional;

/// What a person writes for an image or several: a name, or a pattern. A pattern is over tags; a name may have a
/// digest.
public record Asked(String text, Optional<ImageRef> name, Glob glob) {
    public Asked(String text) {
        this(text, ImageRef.parse(text), new Glob(text));
    }

    public boolean means(ImageRef image) {
        return name.isPresent() ? name.get().equals(image) : !image.isDigested() && glob.matches(image);
    }
}
