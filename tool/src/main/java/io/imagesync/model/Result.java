package io.imagesync.model;

import java.util.Optional;
import java.util.function.Function;

/// A value, or the failure in its place. Ordinary failure is a value here; exceptions are for our own mistakes.
public sealed interface Result<T> {
    record Ok<T>(T value) implements Result<T> {
        @Override
        public Optional<T> toOptional() {
            return Optional.of(value);
        }

        @Override
        public <U> Result<U> then(Function<? super T, Result<U>> next) {
            return next.apply(value);
        }
    }

    record Failed<T>(Failure failure) implements Result<T> {
        @Override
        public Optional<T> toOptional() {
            return Optional.empty();
        }

        @Override
        public <U> Result<U> then(Function<? super T, Result<U>> next) {
            return new Failed<>(failure);
        }
    }

    /// Nothing when it failed.
    Optional<T> toOptional();

    <U> Result<U> then(Function<? super T, Result<U>> next);
}
