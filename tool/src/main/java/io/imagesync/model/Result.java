package io.imagesync.model;

import java.util.Optional;

/// A value, or the failure in its place. Ordinary failure is a value here; exceptions are for our own mistakes.
public sealed interface Result<T> {
    record Ok<T>(T value) implements Result<T> {
        @Override
        public Optional<T> toOptional() {
            return Optional.of(value);
        }

        @Override
        public <U, X extends Exception> Result<U> then(Step<? super T, U, X> next) throws X {
            return next.take(value);
        }
    }

    record Failed<T>(Failure failure) implements Result<T> {
        @Override
        public Optional<T> toOptional() {
            return Optional.empty();
        }

        @Override
        public <U, X extends Exception> Result<U> then(Step<? super T, U, X> next) {
            return new Failed<>(failure);
        }
    }

    /// What comes next, and may fail too.
    interface Step<T, U, X extends Exception> {
        Result<U> take(T value) throws X;
    }

    /// Nothing when it failed.
    Optional<T> toOptional();

    <U, X extends Exception> Result<U> then(Step<? super T, U, X> next) throws X;
}
