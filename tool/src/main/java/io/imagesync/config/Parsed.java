package io.imagesync.config;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What a text means, or everything that is wrong with it.
public sealed interface Parsed<T> {
    record Value<T>(T value) implements Parsed<T> {
        @Override
        public Optional<T> toOptional() {
            return Optional.of(value);
        }

        @Override
        public List<Fault> faults() {
            return List.of();
        }

        @Override
        public <U> Parsed<U> then(Function<? super T, Parsed<U>> next) {
            return next.apply(value);
        }
    }

    /// @param faults at least one
    record Wrong<T>(List<Fault> faults) implements Parsed<T> {
        public Wrong {
            faults = List.copyOf(faults);
        }

        @Override
        public Optional<T> toOptional() {
            return Optional.empty();
        }

        @Override
        public <U> Parsed<U> then(Function<? super T, Parsed<U>> next) {
            return new Wrong<>(faults);
        }
    }

    static <T> Parsed<T> value(T value) {
        return new Value<>(value);
    }

    static <T> Parsed<T> wrong(String what, String remedy) {
        return new Wrong<>(List.of(new Fault(what, remedy)));
    }

    /// Nothing when something is wrong.
    Optional<T> toOptional();

    /// None when it means something.
    List<Fault> faults();

    <U> Parsed<U> then(Function<? super T, Parsed<U>> next);

    default <U> Parsed<U> map(Function<? super T, ? extends U> change) {
        return then(value -> new Value<>(change.apply(value)));
    }

    default <X extends Exception> T orElseThrow(Function<List<Fault>, X> otherwise) throws X {
        return toOptional().orElseThrow(() -> otherwise.apply(faults()));
    }
}
