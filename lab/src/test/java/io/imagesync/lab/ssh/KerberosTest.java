package io.imagesync.lab.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.e2e.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Nodes of a Kerberos realm, with a real key distribution centre, that let in who has a ticket.
class KerberosTest extends InRoom {
    private static final String REALM = "LAB.TEST";
    private static final String CENTRE = "127.0.20.1";

    @Override
    void prepare() throws Exception {
        Path folder = Files.createDirectories(room.folder().resolve("kerberos"));
        Path configuration = folder.resolve("krb5.conf");
        Files.writeString(configuration, """
                [libdefaults]
                  default_realm = %1$s
                  dns_lookup_kdc = false
                  dns_lookup_realm = false
                  dns_canonicalize_hostname = false
                  rdns = false
                [realms]
                  %1$s = {
                    kdc = %2$s
                  }
                [domain_realm]
                  a = %1$s
                  b = %1$s
                """.formatted(REALM, CENTRE));
        Path profile = folder.resolve("kdc.conf");
        Files.writeString(profile, """
                [logging]
                  kdc = STDERR
                [kdcdefaults]
                  kdc_listen = %2$s:88
                  kdc_tcp_listen = %2$s:88
                [realms]
                  %1$s = {
                    database_name = %3$s/principal
                    key_stash_file = %3$s/stash
                    acl_file = %3$s/kadm5.acl
                  }
                """.formatted(REALM, CENTRE, folder));
        room.environment("KRB5_CONFIG", configuration.toString());
        room.environment("KRB5_KDC_PROFILE", profile.toString());
        room.environment("KRB5_KTNAME", folder.resolve("keytab").toString());
        room.environment("KRB5CCNAME", "FILE:" + folder.resolve("tickets"));
        room.output("kdb5_util", "create", "-s", "-P", "master of the lab", "-r", REALM);
        for (String name : new String[] {"root", "host/a", "host/b"}) {
            room.output("kadmin.local", "-q", "addprinc -randkey " + name);
            room.output("kadmin.local", "-q", "ktadd -k " + folder.resolve("keytab") + " " + name);
        }
        Path log = room.background("krb5kdc", "-n");
        Await.until("the centre", () -> said(log), text -> text.contains("commencing operation"));
        client.config("Host *\n  GSSAPIAuthentication yes\n");
        nodes("GSSAPIAuthentication yes", "GSSAPIStrictAcceptorCheck no", "AuthenticationMethods gssapi-with-mic");
    }

    private static String said(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void letInWhoHasATicket() throws IOException {
        room.output(
                "kinit", "-k", "-t", room.folder().resolve("kerberos/keytab").toString(), "root");

        bothWork();
    }

    @Test
    void letInNobodyElse() throws IOException {
        client.plainSshFails("a", "Permission denied");

        assertThat(imageSync().failureOf("a")).contains("authentication as root failed");
    }
}
