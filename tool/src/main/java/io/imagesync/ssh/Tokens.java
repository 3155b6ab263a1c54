package io.imagesync.ssh;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Expands `%h`, `${NAME}` and a leading `~` as ssh_config(5), TOKENS and ENVIRONMENT VARIABLES, describes them.
///
/// `%C` is left out: what it hashes differs between versions of OpenSSH.
final class Tokens {
    private final Map<Character, String> all;
    private final Map<String, String> environment;
    private final LocalUser local;

    Tokens(LocalUser local, Map<String, String> environment, Map<Character, String> remote, String alias) {
        this.local = local;
        this.environment = environment;
        all = new HashMap<>(remote);
        all.put('d', local.home());
        all.put('i', Integer.toString(local.uid()));
        all.put('k', alias);
        all.put('L', local.hostName().replaceFirst("\\..*", ""));
        all.put('l', local.hostName());
        all.put('u', local.name());
    }

    /// Those that every keyword with tokens knows: the host to connect to, as given, port and user.
    static Map<Character, String> remote(String host, HostQuery query, int port, String user) {
        return Map.of('%', "%", 'h', host, 'n', query.host(), 'p', Integer.toString(port), 'r', user);
    }

    Path path(String directive, String text) throws SshFailed {
        try {
            return Path.of(withVariables(directive, expand(directive, withHome(directive, text), all)));
        } catch (InvalidPathException e) {
            throw UnhonouredDirectives.unsupported(directive, "it is no file name");
        }
    }

    static String expand(String directive, String text, Map<Character, String> tokens) throws SshFailed {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                i++;
                out.append(value(directive, tokens, i < text.length() ? text.charAt(i) : ' '));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static String value(String directive, Map<Character, String> tokens, char token) throws SshFailed {
        String value = tokens.get(token);
        if (value == null) {
            throw UnhonouredDirectives.unsupported(directive, "%" + token + " is not known");
        }
        return value;
    }

    private String withHome(String directive, String text) throws SshFailed {
        if (!text.startsWith("~")) {
            return text;
        }
        if (text.equals("~") || text.startsWith("~/")) {
            return local.home() + text.substring(1);
        }
        throw UnhonouredDirectives.unsupported(directive, "write the folder in place of ~USER");
    }

    private String withVariables(String directive, String text) throws SshFailed {
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (int start = text.indexOf("${"); start >= 0; start = text.indexOf("${", from)) {
            int end = text.indexOf('}', start);
            String value = end < 0 ? null : environment.get(text.substring(start + 2, end));
            if (value == null) {
                throw UnhonouredDirectives.unsupported(directive, "it names a variable that is not set");
            }
            out.append(text, from, start).append(value);
            from = end + 1;
        }
        return out.append(text.substring(from)).toString();
    }
}
