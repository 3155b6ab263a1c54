package io.imagesync.config;

import java.util.List;
import java.util.function.Function;

/// What a text means, or everything that is wrong with it.
public sealed interface Parsed<T> {
    record Value<T>(T value) implements Parsed<T> {}

    /// @param faults at least one
    record Wrong<T>(List<Fault> faults) implements Parsed<T> {
        public Wrong {
            faults = List.copyOf(faults);
        }
    }

    static <T> Parsed<T> value(T value) {
        return new Value<>(value);
    }

    static <T> Parsed<T> wrong(String what, String remedy) {
        return new Wrong<>(List.of(new Fault(what, remedy)));
    }

    default <U> Parsed<U> map(Function<? super T, ? extends U> change) {
        return switch (this) {
            case Value<T>(T value) -> new Value<>(change.apply(value));
            case Wrong<T>(List<Fault> faults) -> new Wrong<>(faults);
        };
    }
}
