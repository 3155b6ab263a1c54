package io.imagesync.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What SSH_OPTIONS adds to the words that ssh is started with.
///
/// @param configFile what `-F` names, which may be `none`
/// @param options without `-F`: each is `-X`, and behind it, where it takes a value, its value as a word of its own
record SshWords(Optional<Path> configFile, List<String> options) {
    static final SshWords NONE = new SshWords(Optional.empty(), List.of());

    private static final String WITHOUT_VALUE = "46CKk";
    private static final String WITH_VALUE = "BbcFIiJmolp";
    private static final String CHOICE =
            "write some of -4 -6 -B -b -C -c -F -I -i -J -K -k -l -m -o -p, or -o Key=value for anything else";
    private static final int MOST_FAULTS = 20;
    private static final Key.Range PORTS = Key.SSH_PORT.range().orElseThrow();

    /// As ssh reads it, without the quotes that it would take around the keyword.
    private static final Pattern KEYWORD_AND_VALUE = Pattern.compile("([A-Za-z][A-Za-z0-9]*)(?: *= *| +)[^ =].*");

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@,%+^~-]+");

    /// In small letters: what image-sync sets itself, what would make ssh do something besides, and what is no setting.
    private static final Set<String> REFUSED = Set.of(
            "addkeystoagent",
            "batchmode",
            "clearallforwardings",
            "controlmaster",
            "controlpath",
            "controlpersist",
            "dynamicforward",
            "escapechar",
            "exitonforwardfailure",
            "forkafterauthentication",
            "forwardagent",
            "forwardx11",
            "forwardx11trusted",
            "host",
            "include",
            "localcommand",
            "localforward",
            "loglevel",
            "logverbose",
            "match",
            "permitlocalcommand",
            "remotecommand",
            "remoteforward",
            "requesttty",
            "sessiontype",
            "stdinnull",
            "streamlocalbindmask",
            "streamlocalbindunlink",
            "tunnel",
            "visualhostkey");

    SshWords {
        options = List.copyOf(options);
    }

    static Parsed<SshWords> parse(String text) {
        return switch (QuotedWords.of(text)) {
            case Parsed.Wrong<List<String>>(List<Fault> faults) -> new Parsed.Wrong<>(faults);
            case Parsed.Value<List<String>>(List<String> words) -> new Reading(words).result();
        };
    }

    /// As the file could have it, within double quotes if need be.
    @Override
    public String toString() {
        List<String> words = new ArrayList<>(options);
        configFile.ifPresent(file -> words.addAll(0, List.of("-F", file.toString())));
        return words.stream().map(SshWords::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\"'\"'") + "'";
    }

    /// Goes through the words as getopt(3) does: `-4C`, `-p22` and `-p 22` are all understood. After a word that is no
    /// option nobody knows which words are values.
    private static final class Reading {
        private final List<String> words;
        private final List<String> options = new ArrayList<>();
        private final List<Fault> faults = new ArrayList<>();
        private Optional<Path> configFile = Optional.empty();
        private int next;
        private boolean lost;

        Reading(List<String> words) {
            this.words = words;
        }

        Parsed<SshWords> result() {
            while (next < words.size() && !lost && faults.size() < MOST_FAULTS) {
                String word = words.get(next++);
                if (word.length() < 2 || word.charAt(0) != '-' || word.charAt(1) == '-') {
                    lost(word, "is no option of ssh");
                } else {
                    letters(word);
                }
            }
            return faults.isEmpty() ? Parsed.value(new SshWords(configFile, options)) : new Parsed.Wrong<>(faults);
        }

        private void letters(String word) {
            for (int i = 1; i < word.length(); i++) {
                char letter = word.charAt(i);
                if (WITH_VALUE.indexOf(letter) >= 0) {
                    withValue("-" + letter, word.substring(i + 1));
                    return;
                }
                if (WITHOUT_VALUE.indexOf(letter) < 0) {
                    lost(word, "is not allowed here");
                    return;
                }
                options.add("-" + letter);
            }
        }

        private void withValue(String option, String rest) {
            String value = !rest.isEmpty() ? rest : next < words.size() ? words.get(next++) : "";
            if (value.isBlank() || value.startsWith("-")) {
                fault(option + " has no value", "write its value behind it: " + option + " VALUE");
                return;
            }
            switch (option) {
                case "-F" -> configuration(value);
                case "-i" -> add(option, Remotes.identityFile(value).map(SshWords::expanded));
                case "-l" -> add(option, Remotes.user(value));
                case "-o" -> add(option, setting(value));
                case "-p" -> add(option, Scalars.number(value, PORTS).map(String::valueOf));
                default -> add(option, Parsed.value(value));
            }
        }

        private void configuration(String value) {
            if (configFile.isPresent()) {
                fault("-F is there twice, the second time with " + Fault.cite(value), "write one -F");
                return;
            }
            Parsed<String> file = value.equals("none")
                    ? Parsed.value(value)
                    : Remotes.identityFile(value).map(SshWords::expanded);
            switch (file) {
                case Parsed.Value<String>(String path) -> configFile = Optional.of(Path.of(path));
                case Parsed.Wrong<String>(List<Fault> wrong) -> wrong.forEach(fault -> of("-F", fault));
            }
        }

        private static Parsed<String> setting(String text) {
            Matcher setting = KEYWORD_AND_VALUE.matcher(text);
            if (!setting.matches()) {
                return Parsed.wrong(Fault.cite(text) + " is no setting of ssh", "write Key=value, see man ssh_config");
            }
            String keyword = setting.group(1);
            if (REFUSED.contains(keyword.toLowerCase(Locale.ROOT))) {
                return Parsed.wrong(
                        Fault.cite(keyword) + " cannot be set here", "remove it; image-sync needs it as it sets it");
            }
            return Parsed.value(text);
        }

        private void add(String option, Parsed<String> value) {
            switch (value) {
                case Parsed.Value<String>(String word) -> options.addAll(List.of(option, word));
                case Parsed.Wrong<String>(List<Fault> wrong) -> wrong.forEach(fault -> of(option, fault));
            }
        }

        private void of(String option, Fault fault) {
            fault(option + " " + fault.what(), fault.remedy());
        }

        private void lost(String word, String why) {
            lost = true;
            fault(Fault.cite(word) + " " + why, CHOICE);
        }

        private void fault(String what, String remedy) {
            faults.add(new Fault(what, remedy));
        }
    }

    private static String expanded(String file) {
        return file.startsWith("~/")
                ? Path.of(System.getProperty("user.home") + file.substring(1)).toString()
                : file;
    }
}
