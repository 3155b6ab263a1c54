package io.imagesync.model;

import java.util.Optional;
import java.util.function.Function;

/// A value, or the failure in its place. Ordinary failure is a value here; exceptions are for our own mistakes.
public sealed interface Result<T> {
    record Ok<T>(T value) implements Result<T> {}

    record Failed<T>(Failure failure) implements Result<T> {}

    /// Nothing when it failed.
    default Optional<T> toOptional() {
        return switch (this) {
            case Ok<T>(T value) -> Optional.of(value);
            case Failed<T> _ -> Optional.empty();
        };
    }

    default <U> Result<U> then(Function<? super T, Result<U>> next) {
        return switch (this) {
            case Ok<T>(T value) -> next.apply(value);
            case Failed<T>(Failure failure) -> new Failed<>(failure);
        };
    }
}
