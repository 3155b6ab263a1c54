package io.imagesync.lab.embedded;

import io.imagesync.model.ImageRef;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Why a runtime refuses, in its own words.
public sealed interface Fault permits CrioFault, Fault.Known, Fault.Says, Fault.WithoutTerminal {
    /// The exit code of crictl.
    int exitCode();

    /// What crictl prints on stderr.
    ///
    /// @param reference that was asked for, as it was written
    String stderr(String reference);

    /// What the runtime itself says, to whoever speaks CRI.
    default Refusal refusal(String reference) {
        Matcher status = STATUS.matcher(stderr(reference).strip());
        return status.find()
                ? new Refusal(status.group(1), status.group(2))
                : new Refusal("Unknown", stderr(reference).strip());
    }

    Pattern STATUS = Pattern.compile("rpc error: code = (\\w+) desc = (.*)$", Pattern.DOTALL);

    /// The status of a call.
    ///
    /// @param code gRPC's name for the kind of error, as Go spells it
    record Refusal(String code, String text) {}

    /// Anything else that a command could say and end with.
    record Says(int exitCode, String text) implements Fault {
        @Override
        public String stderr(String reference) {
            return text;
        }
    }

    /// The same as logrus writes it without a terminal, `key=value`.
    record WithoutTerminal(Known fault) implements Fault {
        @Override
        public int exitCode() {
            return fault.exitCode();
        }

        @Override
        public Refusal refusal(String reference) {
            return fault.refusal(reference);
        }

        @Override
        public String stderr(String reference) {
            String status = fault.status(reference);
            return Known.klog(status, reference) + "time=\"2026-01-02T03:04:05Z\" level=fatal msg="
                    + Known.quoted("pulling image: " + status) + "\n";
        }
    }

    /// What containerd 1.6.20 says through crictl; the tails were measured, with two exceptions: TLS and
    /// NO_PLATFORM are from its source.
    enum Known implements Fault {
        NOT_FOUND("NotFound", Stage.RESOLVE, "REF: not found"),
        UNAUTHORIZED("Unknown", Stage.RESOLVE, Known.STATUS + "401 Unauthorized"),
        FORBIDDEN("Unknown", Stage.RESOLVE, Known.STATUS + "403 Forbidden"),
        TOO_MANY_REQUESTS("Unknown", Stage.RESOLVE, Known.STATUS + "429 Too Many Requests"),
        SERVER_ERROR("Unknown", Stage.RESOLVE, Known.STATUS + "500 Internal Server Error"),
        SERVICE_UNAVAILABLE("Unknown", Stage.RESOLVE, Known.STATUS + "503 Service Unavailable"),
        DNS(
                "Unknown",
                Stage.REQUEST,
                "dial tcp: lookup HOST on 192.0.2.53:53: read udp 192.0.2.7:44163->192.0.2.53:53: i/o timeout"),
        CONNECTION_REFUSED("Unknown", Stage.REQUEST, "dial tcp 192.0.2.10:443: connect: connection refused"),
        NO_ROUTE("Unknown", Stage.REQUEST, "dial tcp 192.0.2.10:443: connect: no route to host"),
        PLAIN_HTTP("Unknown", Stage.REQUEST, "http: server gave HTTP response to HTTPS client"),
        TLS("Unknown", Stage.REQUEST, "x509: certificate signed by unknown authority"),
        BAD_REFERENCE("Unknown", Stage.NONE, "failed to parse image reference \"REF\": invalid reference format"),
        NO_SPACE(
                "Unknown",
                Stage.PULL,
                "failed to copy: write /var/lib/containerd/io.containerd.content.v1.content/ingest/"
                        + "4e1c/data: no space left on device"),
        NO_PLATFORM("NotFound", Stage.PULL, "no match for platform in manifest DIGEST: not found"),
        DEADLINE("DeadlineExceeded", Stage.PULL, "failed to copy: context deadline exceeded"),
        CANCELED("Canceled", Stage.PULL, "failed to copy: context canceled"),
        RUNTIME_STOPPED("Unavailable", Stage.NONE, Known.DIAL + "connect: no such file or directory\""),
        RUNTIME_REFUSING("Unavailable", Stage.NONE, Known.DIAL + "connect: connection refused\""),
        RUNTIME_KILLED("Unavailable", Stage.NONE, "error reading from server: EOF");

        private static final String STATUS = "pulling from host HOST failed with status code [manifests VERSION]: ";
        private static final String DIAL = "connection error: desc = \"transport: Error while dialing dial unix "
                + "/run/containerd/containerd.sock: ";

        /// How far the runtime came, which is what the head of its text says.
        private enum Stage {
            NONE(""),
            PULL("failed to pull and unpack image \"REF\": "),
            RESOLVE(PULL.head + "failed to resolve reference \"REF\": "),
            REQUEST(RESOLVE.head + "failed to do request: Head \"https://HOST/v2/PATH/manifests/VERSION\": ");

            private final String head;

            Stage(String head) {
                this.head = head;
            }
        }

        private final String code;
        private final String text;

        Known(String code, Stage stage, String tail) {
            this.code = code;
            this.text = stage.head + tail;
        }

        @Override
        public int exitCode() {
            return 1;
        }

        /// klog's line, then that of logrus as it looks on a terminal.
        @Override
        public String stderr(String reference) {
            String status = status(reference);
            return klog(status, reference) + "FATA[0000] pulling image: " + status + "\n";
        }

        private static String klog(String status, String reference) {
            return "E0102 03:04:05.678901   12345 remote_image.go:171] \"PullImage from image service failed\" err="
                    + quoted(status) + " image=" + quoted(reference) + "\n";
        }

        /// What crictl prints when it is a listing that fails.
        String listingStderr() {
            return "E0102 03:04:05.678901   12345 remote_image.go:119] \"ListImages with filter from image service "
                    + "failed\" err=" + quoted(status("")) + " filter=\"&ImageFilter{}\"\nFATA[0000] listing images: "
                    + status("") + "\n";
        }

        @Override
        public Refusal refusal(String reference) {
            return new Refusal(code, filledIn(reference));
        }

        private String status(String reference) {
            return "rpc error: code = " + code + " desc = " + filledIn(reference);
        }

        private String filledIn(String reference) {
            return filledIn(text, reference);
        }

        /// @param text with HOST, PATH, VERSION, DIGEST and REF
        static String filledIn(String text, String reference) {
            return ImageRef.parse(reference)
                    .map(ref -> filledIn(text, ref.canonical(), ref))
                    .orElseGet(() -> text.replace("REF", reference));
        }

        private static String filledIn(String text, String canonical, ImageRef ref) {
            String repository = EmbeddedRegistry.repository(ref);
            return text.replace("HOST", ref.registry())
                    .replace("PATH", repository.substring(ref.registry().length() + 1))
                    .replace("VERSION", canonical.substring(repository.length() + 1))
                    .replace("DIGEST", RegistryImage.sha256(canonical))
                    .replace("REF", canonical);
        }

        static String quoted(String text) {
            return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }
    }
}
