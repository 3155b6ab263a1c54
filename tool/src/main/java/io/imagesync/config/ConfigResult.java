package io.imagesync.config;

import io.imagesync.model.Effective;
import java.util.List;
import java.util.function.Function;

/// What reading a configuration file comes to.
public sealed interface ConfigResult {
    /// @param warnings in the order of the lines
    /// @param effective for every key what was understood and where it came from, in the order of [Key]
    record Loaded(Config config, List<Problem> warnings, List<Effective> effective) implements ConfigResult {
        public Loaded {
            warnings = List.copyOf(warnings);
            effective = List.copyOf(effective);
        }
    }

    /// @param problems errors first, at least one, then warnings
    record Rejected(List<Problem> problems) implements ConfigResult {
        public Rejected {
            problems = List.copyOf(problems);
        }
    }

    default <X extends Exception> Loaded orElseThrow(Function<List<Problem>, X> otherwise) throws X {
        if (this instanceof Rejected(var problems)) {
            throw otherwise.apply(problems);
        }
        return (Loaded) this;
    }
}
