package io.imagesync.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeNameTest {
    @ParameterizedTest
    @CsvSource({
        "w1,                        '',     w1",
        "gpu-01.example.com,        '',     gpu-01.example.com",
        "10.141.0.1,                '',     10.141.0.1",
        "::1,                       '',     ::1",
        "fe80::1%eth0,              '',     fe80::1%eth0",
        "fe80::1%br-lan.10,         '',     fe80::1%br-lan.10",
        "_alias_,                   '',     _alias_",
        "root@w1,                   root,   w1",
        "a.b-c_d@fe80::1%eth0,      a.b-c_d, fe80::1%eth0",
    })
    void takesNamesAndAddresses(String text, String user, String host) {
        NodeName name = new NodeName(text);

        assertThat(name.user().orElse("")).isEqualTo(user);
        assertThat(name.host()).isEqualTo(host);
        assertThat(name).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-w1",
                "-oProxyCommand=id",
                "root@-w1",
                "-l@w1",
                "@w1",
                "root@",
                "a@b@c",
                "w1 w2",
                "w1\n",
                "\nw1",
                "w1\0",
                "w1;id",
                "$(id)",
                "`id`",
                "w1|id",
                "w1&",
                "w1>x",
                "w'1",
                "w\"1",
                "w\\1",
                "w*",
                "w?",
                "w!",
                "w1/x",
                "[::1]",
                "w1,w2",
                "w1=2",
                "w1#",
                "~root",
                "{a,b}",
                "w\u00e9",
                "%h",
                ".hidden",
            })
    void refusesWhatAShellOrSshCouldMisread(String text) {
        assertThat(NodeName.isValid(text)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new NodeName(text));
    }

    @Test
    void isBounded() {
        assertThat(NodeName.isValid("w".repeat(255))).isTrue();
        assertThat(NodeName.isValid("w".repeat(256))).isFalse();
        assertThat(NodeName.isValid("u".repeat(65) + "@w")).isFalse();
    }

    @Property
    void holdsPlainCharactersOnly(@ForAll String text) {
        if (NodeName.isValid(text)) {
            assertThat(text).matches("[A-Za-z0-9_:][A-Za-z0-9_.:%@-]*");
        }
    }
}
