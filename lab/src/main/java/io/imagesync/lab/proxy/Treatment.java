package io.imagesync.lab.proxy;

/// What is done to the answer to one request.
sealed interface Treatment {
    /// The proxy gives it, and the target never hears of the request.
    record Answered(int status) implements Treatment {}

    /// The first byte of its body is another one.
    record Damaged() implements Treatment {}

    /// The connection is reset when so many bytes of it were sent, headers included.
    record Cut(long bytes) implements Treatment {}

    /// It comes that slowly.
    record Slow(long bytesPerSecond) implements Treatment {}
}
