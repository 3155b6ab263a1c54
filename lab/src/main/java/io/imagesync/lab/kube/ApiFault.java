package io.imagesync.lab.kube;

import java.util.concurrent.CountDownLatch;

/// What a server can do in place of answering.
public sealed interface ApiFault {
    /// No byte of an answer, until the client goes.
    record Silent() implements ApiFault {}

    /// A blank five times a second, for ever.
    record Trickle() implements ApiFault {}

    /// The answer, once the gate is open.
    record Held(CountDownLatch gate) implements ApiFault {}

    /// A text as an answer that went well, such as a page for logging in.
    record Says(String text) implements ApiFault {}

    /// The connection breaks after so many bytes of the answer.
    record Cut(int bytes) implements ApiFault {}

    /// A kind of so many bytes.
    record Huge(long bytes) implements ApiFault {}

    /// An error of the API.
    record Fails(int code, String reason, String message) implements ApiFault {}

    /// Leads elsewhere.
    record Redirects(String url) implements ApiFault {}
}
