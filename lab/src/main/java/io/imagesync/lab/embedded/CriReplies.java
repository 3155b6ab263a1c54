package io.imagesync.lab.embedded;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the node's [Script] makes of the answers of CRI.
final class CriReplies {
    static final Context.Key<StreamLocalChannel.Peer> PEER = Context.key("peer");

    private final Script script;

    CriReplies(Script script) {
        this.script = script;
    }

    /// A question, with what is needed to answer it in some other way.
    ///
    /// @param verb that the script knows it by
    /// @param reference of the image that it is about; empty for all
    /// @param nothing an answer without anything in it
    /// @param listing how many images are listed as wanted; nothing when the call is no listing
    record Asked<A>(
            String verb, String reference, Supplier<A> ordinary, A nothing, Function<Reply, Optional<A>> listing) {}

    /// @throws StatusRuntimeException when the answer is an error
    <A> A answer(Asked<A> asked) {
        return answer(script.take(asked.verb), asked);
    }

    private <A> A answer(Reply reply, Asked<A> asked) {
        return switch (reply) {
            case Reply.Ordinary _ -> asked.ordinary.get();
            case Reply.Refused refused -> throw status(refused.fault().refusal(asked.reference));
            case Reply.Pretended _ -> asked.nothing;
            case Reply.Silence _ -> throw ended(CallEnd.ofThisCall().join());
            case Reply.DroppedAfter _ -> throw dropped();
            case Reply.After after -> after(after, asked);
            case Reply.Huge _, Reply.Many _ -> asked.listing.apply(reply).orElseThrow(() -> unfit(asked.verb, reply));
            case Reply.Text _, Reply.CutAfter _ -> throw unfit(asked.verb, reply);
        };
    }

    private <A> A after(Reply.After after, Asked<A> asked) {
        CompletableFuture<Optional<FakeRuntime.Ended>> opened =
                after.gate().opened().toCompletableFuture().thenApply(v -> Optional.empty());
        Optional<FakeRuntime.Ended> early = CallEnd.ofThisCall()
                .thenApply(Optional::of)
                .applyToEither(opened, why -> why)
                .join();
        if (early.isPresent()) {
            throw ended(early.get());
        }
        return answer(after.then(), asked);
    }

    private static StatusRuntimeException dropped() {
        StreamLocalChannel.@Nullable Peer peer = PEER.get();
        if (peer != null) {
            peer.drop();
        }
        return ended(FakeRuntime.Ended.CANCELLED);
    }

    private StatusRuntimeException unfit(String verb, Reply reply) {
        script.unfit(
                verb + " by CRI cannot be answered with " + reply.getClass().getSimpleName());
        return Status.INTERNAL
                .withDescription("the script has no reply for CRI")
                .asRuntimeException();
    }

    /// What a call comes to that was ended from outside.
    static StatusRuntimeException ended(FakeRuntime.Ended why) {
        return switch (why) {
            case CANCELLED ->
                Status.CANCELLED.withDescription("context canceled").asRuntimeException();
            case TIMED_OUT ->
                Status.DEADLINE_EXCEEDED
                        .withDescription("context deadline exceeded")
                        .asRuntimeException();
        };
    }

    /// gRPC's status for what a runtime refuses.
    static StatusRuntimeException status(Fault.Refusal refusal) {
        return Status.fromCode(code(refusal.code()))
                .withDescription(refusal.text())
                .asRuntimeException();
    }

    /// @param name as Go spells it: `NotFound`
    private static Status.Code code(String name) {
        if (name.equals("Canceled")) {
            return Status.Code.CANCELLED;
        }
        String upper = name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
        return Status.Code.valueOf(upper);
    }
}
