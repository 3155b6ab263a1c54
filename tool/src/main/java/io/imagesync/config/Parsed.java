package io.imagesync.config;

import java.util.List;
import java.util.function.Function;

/// What a text means, or everything that is wrong with it.
public sealed interface Parsed<T> {
    record Value<T>(T value) implements Parsed<T> {
        @Override
        public <U> Parsed<U> map(Function<? super T, ? extends U> change) {
            return new Value<>(change.apply(value));
        }
    }

    /// @param faults at least one
    record Wrong<T>(List<Fault> faults) implements Parsed<T> {
        public Wrong {
            faults = List.copyOf(faults);
        }

        @Override
        public <U> Parsed<U> map(Function<? super T, ? extends U> change) {
            return new Wrong<>(faults);
        }
    }

    static <T> Parsed<T> value(T value) {
        return new Value<>(value);
    }

    static <T> Parsed<T> wrong(String what, String remedy) {
        return new Wrong<>(List.of(new Fault(what, remedy)));
    }

    <U> Parsed<U> map(Function<? super T, ? extends U> change);
}
