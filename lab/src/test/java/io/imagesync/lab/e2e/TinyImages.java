package io.imagesync.lab.e2e;

import java.util.List;
import java.util.stream.IntStream;

/// Many images at once in the registry. Each is one layer without files, whose length makes it an image of its own.
final class TinyImages {
    private TinyImages() {}

    /// Pushes so many as `REPOSITORY:1` and so on.
    ///
    /// @return the tags with the repository, without a registry
    static List<String> push(RealLab lab, String repository, int count) {
        try (RegistryPush push = lab.registry()) {
            return IntStream.rangeClosed(1, count)
                    .mapToObj(i -> {
                        push.image(repository, Integer.toString(i), RegistryPush.emptyLayer(2 + i));
                        return repository + ":" + i;
                    })
                    .toList();
        }
    }
}
