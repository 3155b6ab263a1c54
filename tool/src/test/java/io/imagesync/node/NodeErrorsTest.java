package io.imagesync.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Failure;
import io.imagesync.model.NodeFailure.AmbiguousRuntime;
import io.imagesync.model.NodeFailure.CommandFailed;
import io.imagesync.model.NodeFailure.CommandNotFound;
import io.imagesync.model.NodeFailure.CommandTimedOut;
import io.imagesync.model.NodeFailure.ListingInvalid;
import io.imagesync.model.NodeFailure.NoShell;
import io.imagesync.model.NodeFailure.PermissionDenied;
import io.imagesync.model.NodeFailure.RuntimeUnavailable;
import io.imagesync.model.NodeFailure.SudoRefused;
import io.imagesync.ssh.RemoteHost.Ran.Exited;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeErrorsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String STARTED = "image-sync-node 1\narch x86_64\nimages\n\nend 1\n";

    private static Failure of(int exitCode, String stdout, String stderr) {
        return NodeErrors.of(new Exited(exitCode, FakeHost.bytes(stdout), false, FakeHost.bytes(stderr)), LIMIT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "image-sync-node: crictl: command not found                        | crictl",
                "image-sync-node: /var/lib/rancher/rke2/bin/crictl: command not found | /var/lib/rancher/rke2/bin/crictl",
                "bash: line 1: timeout: command not found                          | timeout",
                "sudo: command not found                                           | sudo",
                "sh: 1: k3s: not found                                             | sh: 1: k3s: not found",
                "''                                                                | it said nothing",
            })
    void exitCode127NamesTheCommand(String stderr, String command) {
        assertThat(of(127, "image-sync-node 1\n", "motd\n" + stderr))
                .isEqualTo(new CommandNotFound(stderr.isEmpty() ? "motd" : command));
    }

    @Test
    void nothingSaidIsSaid() {
        assertThat(of(127, "", "")).isEqualTo(new CommandNotFound("it said nothing"));
    }

    @Test
    void exitCode126IsAPermission() {
        assertThat(of(126, "", "sh: 1: /opt/crictl: Permission denied\n"))
                .isEqualTo(new PermissionDenied("sh: 1: /opt/crictl: Permission denied"));
    }

    @ParameterizedTest
    @ValueSource(ints = {124, 137, 143})
    void whatTimeoutEndedTimedOut(int exitCode) {
        assertThat(of(exitCode, STARTED, "")).isEqualTo(new CommandTimedOut(LIMIT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sudo: a password is required                               | a password is required",
                "sudo: sorry, you must have a tty to run sudo               | sorry, you must have a tty to run sudo",
                "sudo: no tty present and no askpass program specified      | no tty present and no askpass program specified",
                "sudo: unknown user root                                    | unknown user root",
                "alice is not in the sudoers file.                          | alice is not in the sudoers file.",
                "alice is not in the sudoers file.  This incident will be reported. | alice is not in the sudoers file.  This incident will be reported.",
                "Sorry, user alice may not run sudo on w1.                  | Sorry, user alice may not run sudo on w1.",
                "Sorry, user alice is not allowed to execute '/usr/bin/sh -c x' as root on w1. | Sorry, user alice is not allowed to execute '/usr/bin/sh -c x' as root on w1.",
            })
    void sudoRefuses(String stderr, String detail) {
        String resolving = "sudo: unable to resolve host w1: Name or service not known\n";

        assertThat(of(1, "", stderr + "\n")).isEqualTo(new SudoRefused(detail));
        assertThat(of(1, "motd\n", resolving + stderr + "\n")).isEqualTo(new SudoRefused(detail));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | This account is currently not available.           | ''                                    | login shell",
                "1 | This service allows sftp connections only.         | ''                                    | ForceCommand",
                "1 | ''  | WARNING: Your password has expired.;Password change required but no TTY available. | chage",
                "1 | ''  | You are required to change your password immediately (administrator enforced).      | chage",
            })
    void whatRanInPlaceOfTheHelperIsQuoted(int code, String stdout, String stderr, String remedy) {
        Failure failure = of(code, stdout, stderr.replace(';', '\n'));

        String said = (stdout + stderr).substring((stdout + stderr).indexOf(';') + 1);
        assertThat(failure).isEqualTo(new NoShell(code, said));
        assertThat(failure.remedy()).contains(remedy);
    }

    @Test
    void aForceCommandThatEndsWellIsQuoted() throws Exception {
        FakeHost host = FakeHost.exits(0, "Welcome.\nOnly backups run here.\n", "");
        assertThat(new Helper(host, Answers.SETTINGS).ask("version", LIMIT, LIMIT))
                .asString()
                .contains("first line is missing", "it printed: Only backups run here.");
    }

    @Test
    void requirettyHasItsOwnRemedy() {
        assertThat(of(1, "", "sudo: sorry, you must have a tty to run sudo\n").remedy())
                .contains("!requiretty");
        assertThat(of(1, "", "sudo: a password is required\n").remedy()).contains("NOPASSWD");
    }

    @Test
    void sudoRsRefusesToo() {
        assertThat(of(1, "", "sudo-rs: interactive authentication is required\n"))
                .isEqualTo(new SudoRefused("interactive authentication is required"));
    }

    @Test
    void anOldBusyBoxHasNoTimeoutThatKills() {
        Failure failure = of(1, STARTED, "timeout: invalid option -- 'k'\nBusyBox v1.28.4 multi-call binary.\n");

        assertThat(failure).isEqualTo(new CommandNotFound("timeout -k"));
        assertThat(failure.remedy()).contains("BusyBox of 1.30");
    }

    @Test
    void sudoThatOnlyComplainsIsNotTheReason() {
        String resolving = "sudo: unable to resolve host w1: Name or service not known\n";

        assertThat(of(1, STARTED, resolving + "listing images failed")).isInstanceOf(CommandFailed.class);
        assertThat(of(64, "", resolving + "image-sync-node: SECONDS is no number"))
                .isInstanceOf(ListingInvalid.class);
    }

    @Test
    void moreThanOneRuntimeAnswers() {
        String sockets = "/run/containerd/containerd.sock /run/crio/crio.sock";

        assertThat(of(69, "noise\nimage-sync-node 1\nambiguous " + sockets + "\n", ""))
                .isEqualTo(new AmbiguousRuntime(sockets));
    }

    @Test
    void noiseIsNotAmbiguous() {
        assertThat(of(127, "ambiguous weather\nimage-sync-node 1\n", "image-sync-node: crictl: command not found"))
                .isEqualTo(new CommandNotFound("crictl"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rpc error: code = Unavailable desc = connection error: desc = \"transport: Error while dialing: dial unix"
                        + " /run/containerd/containerd.sock: connect: permission denied\"",
                "mkdir /x: Operation not permitted",
            })
    void thePermissionOnTheSocketIsMissing(String stderr) {
        assertThat(of(1, STARTED, "time=... level=warning\n" + stderr)).isInstanceOf(PermissionDenied.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rpc error: code = Unavailable desc = connection error: desc = \"transport: Error while dialing: dial unix"
                        + " /run/containerd/containerd.sock: connect: no such file or directory\"",
                "rpc error: code = Unavailable desc = connection error: desc = \"transport: Error while dialing: dial unix"
                        + " /run/containerd/containerd.sock: connect: connection refused\"",
                "rpc error: code = Unavailable desc = error reading from server: EOF",
                "rpc error: code = DeadlineExceeded desc = context deadline exceeded",
            })
    void theRuntimeDoesNotAnswer(String stderr) {
        assertThat(of(1, STARTED, stderr)).isEqualTo(new RuntimeUnavailable(stderr));
    }

    @Test
    void withoutTheHeaderTheHelperDidNotRun() {
        assertThat(of(255, "This account is not available.\n", ""))
                .isEqualTo(new NoShell(255, "This account is not available."));
    }

    @Test
    void anyOtherFailureKeepsItsLastWords() {
        assertThat(of(1, STARTED, "one\ntwo\u001b[31m\n\n")).isEqualTo(new CommandFailed(1, "two\\u001B[31m"));
    }

    @Property
    void anythingBecomesOneLine(
            @ForAll @IntRange(min = -1, max = 255) int exitCode, @ForAll String stdout, @ForAll String stderr) {
        assertThat(of(exitCode, stdout, stderr).what()).hasSizeLessThan(500).doesNotContainPattern("\\p{Cntrl}");
    }
}
