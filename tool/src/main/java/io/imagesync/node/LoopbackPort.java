package io.imagesync.node;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.Failure;
import io.imagesync.model.NodeFailure.PortNotOpened;
import io.imagesync.model.NodeFailure.PortNotOpened.Reason;
import io.imagesync.model.Result;
import io.imagesync.ssh.Deadline;
import io.imagesync.ssh.RemoteHost;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// A port on a node that leads to this host, of which it has been seen that nobody else reaches it.
///
/// @param port that sshd has opened
/// @param closed is run when it is closed
record LoopbackPort(RemoteHost.Port port, Runnable closed) implements Contents.Port {
    /// 127.0.0.1 as Linux writes it, words in the byte order of the machine; the longer ones are of a socket for IPv6.
    private static final Set<String> IPV4 =
            Set.of("0100007F", "7F000001", "0000000000000000FFFF00000100007F", "00000000000000000000FFFF7F000001");
    /// `::1`.
    private static final Set<String> IPV6 =
            Set.of("00000000000000000000000001000000", "00000000000000000000000000000001");

    /// @param socket of this host
    static Result<Contents.Port> open(Helper helper, Path socket, Duration limit, Runnable closed)
            throws InterruptedException {
        Deadline left = Deadline.in(limit);
        return helper.host().listen(socket, limit).then(port -> {
            Result<Contents.Port> seen = new Result.Failed<>(new PortNotOpened(Reason.NOT_SEEN, ""));
            try {
                seen = seen(helper, new LoopbackPort(port, closed), left.left());
            } finally {
                if (seen instanceof Result.Failed<Contents.Port>) {
                    port.close();
                }
            }
            return seen;
        });
    }

    private static Result<Contents.Port> seen(Helper helper, LoopbackPort port, Duration limit)
            throws InterruptedException {
        return switch (helper.ask("listener", limit, limit, Integer.toString(port.number()))) {
            case Result.Failed<Answer>(ConnectFailure lost) -> new Result.Failed<>(lost);
            case Result.Failed<Answer>(Failure why) -> refused(Reason.NOT_SEEN, why.what());
            case Result.Ok<Answer>(Answer answer) -> {
                List<String> addresses = answer.listeners();
                if (addresses.isEmpty() || addresses.size() == Answer.MAX_FACTS) {
                    yield refused(Reason.NOT_SEEN, "");
                }
                if (!addresses.stream().allMatch(one -> IPV4.contains(one) || IPV6.contains(one))) {
                    yield refused(Reason.OTHERS_REACH_IT, "");
                }
                yield addresses.stream().anyMatch(IPV4::contains)
                        ? new Result.Ok<>(port)
                        : refused(Reason.NOT_SEEN, "it is not on 127.0.0.1");
            }
        };
    }

    private static Result<Contents.Port> refused(Reason reason, String detail) {
        return new Result.Failed<>(new PortNotOpened(reason, detail));
    }

    @Override
    public int number() {
        return port.number();
    }

    @Override
    public void close() {
        port.close();
        closed.run();
    }
}
