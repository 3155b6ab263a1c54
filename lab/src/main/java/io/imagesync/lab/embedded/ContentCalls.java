package io.imagesync.lab.embedded;

import io.grpc.Status;
import io.imagesync.cri.Info;
import io.imagesync.cri.ListContentRequest;
import io.imagesync.cri.ListContentResponse;
import io.imagesync.cri.ListStatusesResponse;
import io.imagesync.cri.ReadContentRequest;
import io.imagesync.cri.ReadContentResponse;
import io.imagesync.cri.Timestamp;
import java.time.Instant;
import java.util.Iterator;
import java.util.stream.LongStream;

/// containerd's content store as it answers.
final class ContentCalls {
    /// Bytes of one message, as containerd has it.
    private static final int PART = 1 << 20;

    private final BlobStore blobs;

    ContentCalls(BlobStore blobs) {
        this.blobs = blobs;
    }

    ListContentResponse list(ListContentRequest question) {
        try {
            ListContentResponse.Builder answer = ListContentResponse.newBuilder();
            blobs.find(question.getFiltersList()).forEach(blob -> answer.addInfo(info(blob)));
            return answer.build();
        } catch (IllegalArgumentException e) {
            throw Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException();
        }
    }

    private static Info info(BlobStore.Blob blob) {
        return Info.newBuilder()
                .setDigest(blob.digest())
                .setSize(blob.size())
                .setCreatedAt(timestamp(blob.created()))
                .putAllLabels(blob.labels())
                .build();
    }

    private static Timestamp timestamp(Instant instant) {
        long seconds = instant.getEpochSecond();
        int nanos = instant.getNano();
        return Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos).build();
    }

    /// Part by part, each made when it is sent.
    Iterator<ReadContentResponse> read(ReadContentRequest question) {
        BlobStore.Blob blob = blobs.find(question.getDigest())
                .orElseThrow(() -> Status.NOT_FOUND
                        .withDescription("content " + question.getDigest() + ": not found")
                        .asRuntimeException());
        long end = question.getSize() == 0 ? blob.size() : question.getOffset() + question.getSize();
        if (question.getOffset() > blob.size() || end > blob.size()) {
            throw Status.OUT_OF_RANGE
                    .withDescription("read past object length " + blob.size() + " bytes: out of range")
                    .asRuntimeException();
        }
        return LongStream.iterate(question.getOffset(), offset -> offset < end, offset -> offset + PART)
                .mapToObj(offset -> ReadContentResponse.newBuilder()
                        .setOffset(offset)
                        .setData(blob.content().part(offset, (int) Math.min(PART, end - offset)))
                        .build())
                .iterator();
    }

    ListStatusesResponse statuses() {
        ListStatusesResponse.Builder answer = ListStatusesResponse.newBuilder();
        for (Ingest ingest : blobs.ingests()) {
            answer.addStatuses(io.imagesync.cri.Status.newBuilder()
                    .setRef(ingest.ref())
                    .setOffset(ingest.offset())
                    .setTotal(ingest.total()));
        }
        return answer.build();
    }
}
