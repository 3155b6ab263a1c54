package io.imagesync.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.NodeName;
import io.imagesync.ssh.ClientConfig.HostKeys.Strictness;
import io.imagesync.ssh.ClientConfig.KeepAlive;
import io.imagesync.ssh.ClientConfig.Route;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientConfigTest {
    private static final LocalUser LOCAL = new LocalUser("me", 1000, "/home/me", "box.example.org");
    private static final KeepAlive KEEP_ALIVE = new KeepAlive(Duration.ofSeconds(15), 4);
    private static final HostQuery QUERY =
            new HostQuery("given", Optional.empty(), OptionalInt.empty(), Optional.empty());
    private static final String BASE = """
            user root
            hostname host.example.org
            port 2222
            ciphers chacha20-poly1305@openssh.com,aes128-ctr,aes256-gcm@openssh.com
            macs umac-64@openssh.com,hmac-sha2-256
            kexalgorithms sntrup761x25519-sha512@openssh.com,curve25519-sha256
            hostkeyalgorithms ssh-ed25519-cert-v01@openssh.com,sk-ssh-ed25519@openssh.com,rsa-sha2-512
            pubkeyacceptedalgorithms ssh-ed25519
            casignaturealgorithms ssh-ed25519
            """;

    private static ClientConfig parse(String lines) throws SshFailed {
        Map<String, String> environment = Map.of("SSH_AUTH_SOCK", "/run/agent", "X", "value");
        return new ClientConfigParser(LOCAL, environment, KEEP_ALIVE).parse(QUERY, Directives.parse(lines + BASE));
    }

    private static ConnectFailure failure(String lines) {
        try {
            throw new AssertionError(parse(lines).toString());
        } catch (SshFailed e) {
            return e.why();
        }
    }

    @Test
    void keepsTheOrderOfAlgorithmsAndDropsWhatIsNotOnBoard() throws Exception {
        Algorithms algorithms = parse("").algorithms();

        assertThat(algorithms.ciphers()).containsExactly("aes128-ctr", "aes256-gcm@openssh.com");
        assertThat(algorithms.macs()).containsExactly("hmac-sha2-256");
        assertThat(algorithms.kex()).containsExactly("curve25519-sha256");
        assertThat(algorithms.hostKeys()).containsExactly("ssh-ed25519-cert-v01@openssh.com", "rsa-sha2-512");
    }

    @ParameterizedTest
    @CsvSource({
        "ciphers chacha20-poly1305@openssh.com, Ciphers",
        "macs umac-64@openssh.com, MACs",
        "kexalgorithms sntrup761x25519-sha512, KexAlgorithms",
        "hostkeyalgorithms sk-ssh-ed25519@openssh.com, HostKeyAlgorithms",
        "knownhostscommand /x, KnownHostsCommand",
        "revokedhostkeys /x, RevokedHostKeys",
        "pkcs11provider /x.so, PKCS11Provider",
        "securitykeyprovider /x.so, SecurityKeyProvider",
        "verifyhostkeydns true, VerifyHostKeyDNS",
        "proxyusefdpass yes, ProxyUseFdpass",
        "remotecommand uptime, RemoteCommand",
        "sessiontype none, SessionType",
        "bindinterface eth0, BindInterface",
        "nohostauthenticationforlocalhost yes, NoHostAuthenticationForLocalhost",
        "pubkeyauthentication false, PubkeyAuthentication",
        "'preferredauthentications gssapi-with-mic,password', PreferredAuthentications",
        "addressfamily ipx, AddressFamily",
        "stricthostkeychecking maybe, StrictHostKeyChecking",
        "userknownhostsfile /my dir/known_hosts, UserKnownHostsFile",
        "identityfile /a/%C, IdentityFile",
        "identityfile /a/${NOT_SET}, IdentityFile",
        "identityfile ~other/key, IdentityFile",
        "identityagent relative, IdentityAgent",
        "proxycommand nc %q, ProxyCommand"
    })
    void namesTheDirectiveThatCannotBeHonoured(String line, String directive) {
        assertThat(failure(line + "\n"))
                .isInstanceOfSatisfying(
                        ConnectFailure.Unsupported.class,
                        f -> assertThat(f.directive()).isEqualTo(directive));
    }

    @Test
    void namesALocalCommandThatWouldBeRun() {
        assertThat(failure("permitlocalcommand yes\nlocalcommand knock\n").what())
                .contains("LocalCommand");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "knownhostscommand none",
                "securitykeyprovider internal",
                "verifyhostkeydns ask",
                "preferredauthentications gssapi-with-mic,publickey",
                "pubkeyauthentication unbound",
                "permitlocalcommand yes",
                "localcommand knock",
                "localforward 1 [host]:2",
                "controlmaster auto",
                "hostbasedauthentication yes",
                "gssapiauthentication yes",
                "somethingnew whatever"
            })
    void leavesAloneWhatDoesNotMatter(String line) throws Exception {
        assertThat(parse(line + "\n")).isEqualTo(parse(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "port 0",
                "port 65536",
                "port x",
                "port -1",
                "hostname a\u001bb",
                "1word x",
                "serveraliveinterval 1x"
            })
    void refusesWhatSshWouldNotPrint(String line) {
        assertThat(failure(line + "\n")).isInstanceOf(ConnectFailure.ClientConfigUnreadable.class);
    }

    @ParameterizedTest
    @CsvSource({
        "~/.ssh/id, /home/me/.ssh/id",
        "/k/%n-%h-%p-%r, /k/given-host.example.org-2222-root",
        "/k/%u-%i-%L-%l-%k-%%, /k/me-1000-box-box.example.org-given-%",
        "%d/id, /home/me/id",
        "/k/${X}/id, /k/value/id",
        "/a b/id, /a b/id"
    })
    void expandsIdentityFiles(String text, Path expanded) throws Exception {
        assertThat(parse("identityfile " + text + "\n").login().identityFiles()).containsExactly(expanded);
    }

    @ParameterizedTest
    @CsvSource({
        "identityagent none,",
        "identityagent SSH_AUTH_SOCK, /run/agent",
        "identityagent $X_NOT_SET,",
        "identityagent /my/agent, /my/agent",
        "identitiesonly yes, /run/agent"
    })
    void findsTheAgent(String line, Path agent) throws Exception {
        assertThat(parse(line + "\n").login().agent()).isEqualTo(Optional.ofNullable(agent));
    }

    @ParameterizedTest
    @CsvSource({
        "yes, REFUSE_UNKNOWN",
        "true, REFUSE_UNKNOWN",
        "ask, REFUSE_UNKNOWN",
        "accept-new, RECORD_UNKNOWN",
        "no, ACCEPT_UNKNOWN",
        "off, ACCEPT_UNKNOWN",
        "false, ACCEPT_UNKNOWN"
    })
    void understandsStrictness(String value, Strictness strictness) throws Exception {
        assertThat(parse("stricthostkeychecking " + value + "\n").hostKeys().strictness())
                .isEqualTo(strictness);
    }

    @Test
    void takesKeepAlivesFromTheConfigurationWhereItHasThem() throws Exception {
        assertThat(parse("").keepAlive()).isEqualTo(KEEP_ALIVE);
        assertThat(parse("serveraliveinterval 0\nserveralivecountmax 9\n").keepAlive())
                .isEqualTo(KEEP_ALIVE);
        assertThat(parse("serveraliveinterval 60\nserveralivecountmax 9\n").keepAlive())
                .isEqualTo(new KeepAlive(Duration.ofMinutes(1), 9));
    }

    @Test
    void expandsAProxyCommand() throws Exception {
        assertThat(parse("proxycommand nc -X 5 %h %p # %r %n %%\n").route())
                .isEqualTo(new Route.Command("nc -X 5 host.example.org 2222 # root given %"));
        assertThat(parse("proxycommand none\nbindaddress 10.0.0.1\naddressfamily inet6\n")
                        .route())
                .isEqualTo(new Route.Direct(AddressFamily.INET6, Optional.of("10.0.0.1")));
    }

    @ParameterizedTest
    @CsvSource({
        "jump, '', jump, -1",
        "me@jump:2222, me, jump, 2222",
        "ssh://me@jump:22/, me, jump, 22",
        "a@b@jump, a@b, jump, -1",
        "[fe80::1%lo]:22, '', fe80::1%lo, 22",
        "-oProxyCommand=x, '', '', -2",
        "jump:port, '', '', -2",
        "'', '', '', -2"
    })
    void readsHops(String text, String user, String host, int port) throws Exception {
        if (port == -2) {
            assertThatThrownBy(() -> HostQuery.hops(text)).isInstanceOf(SshFailed.class);
            return;
        }
        assertThat(HostQuery.hops("first," + text).getLast())
                .isEqualTo(new HostQuery(
                        host,
                        Optional.of(user).filter(u -> !u.isEmpty()),
                        port < 0 ? OptionalInt.empty() : OptionalInt.of(port),
                        Optional.empty()));
    }

    @Test
    void passesTheOptionsOfTheConfigurationOn() {
        SshOptions options = new SshOptions(
                Optional.of("u"), OptionalInt.of(22), Optional.of(Path.of("/my key")), Duration.ofSeconds(1));

        assertThat(HostQuery.of(new NodeName("n"), options).options())
                .isEqualTo(List.of("-l", "u", "-p", "22", "-i", "/my key"));
        assertThat(HostQuery.of(new NodeName("v@n"), options).acceptingCommand())
                .isEqualTo("ssh -o StrictHostKeyChecking=accept-new -l v -p 22 -i '/my key' n true");
    }
}
