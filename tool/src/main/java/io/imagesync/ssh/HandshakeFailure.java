package io.imagesync.ssh;

import com.jcraft.jsch.JSchAlgoNegoFailException;
import com.jcraft.jsch.JSchSessionDisconnectException;
import io.imagesync.model.ConnectFailure;
import io.imagesync.model.Texts;
import java.util.Set;

/// Words for a handshake that failed.
///
/// @param ended whether the server ended the connection
record HandshakeFailure(
        ClientConfig config, HostKeyCheck hostKey, OfferedKeys keys, Transport transport, boolean ended) {
    private static final int MAX_DETAIL = 300;
    /// Reasons of RFC 4253, section 11.1, that pass: connection lost, by application, too many connections.
    private static final Set<Integer> PASSING = Set.of(10, 11, 12);

    ConnectFailure of(Exception e) {
        if (hostKey.refusal().isPresent()) {
            return hostKey.refusal().get();
        }
        if (e instanceof JSchAlgoNegoFailException negotiation) {
            return protocolError(
                    "no common algorithm for " + negotiation.getAlgorithmName() + ", it offers "
                            + negotiation.getServerProposal(),
                    false);
        }
        if (e instanceof JSchSessionDisconnectException bye) {
            return disconnected(bye);
        }
        String message = String.valueOf(e.getMessage());
        if (ended || isEnd(message)) {
            return serverEnded();
        }
        if (message.startsWith("Auth ")) {
            return authenticationFailed(message.replaceFirst("^Auth .* methods ", "the server takes "));
        }
        return protocolError(message, false);
    }

    private ConnectFailure disconnected(JSchSessionDisconnectException bye) {
        String text = bye.getDescription();
        return text.contains("authentication failures")
                ? authenticationFailed("the server said: " + text)
                : protocolError("the server said: " + text, PASSING.contains(bye.getReasonCode()));
    }

    private ConnectFailure serverEnded() {
        String complaint = transport.complaint();
        return complaint.isEmpty()
                ? protocolError("the server ended the connection; is it busy (MaxStartups) or no SSH server?", true)
                : new ConnectFailure.Unreachable(config.address(), complaint);
    }

    private static boolean isEnd(String message) {
        return message.contains("closed by foreign host")
                || message.contains("End of IO Stream")
                || message.contains("Stream closed")
                || message.contains("Connection reset")
                || message.contains("Broken pipe");
    }

    private ConnectFailure authenticationFailed(String detail) {
        return new ConnectFailure.AuthenticationFailed(
                config.user(), config.query().host(), Texts.shown(keys.words() + "; " + detail, 2 * MAX_DETAIL));
    }

    private ConnectFailure protocolError(String detail, boolean passing) {
        return new ConnectFailure.ProtocolError(config.address(), Texts.shown(detail, MAX_DETAIL), passing);
    }
}
