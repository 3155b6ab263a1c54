package io.imagesync.config;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What SSH_OPTIONS adds to the words that ssh is started with.
///
/// @param configFile what `-F` names, which may be `none`
/// @param options without `-F`: each is `-X`, and behind it, where it takes a value, its value as a word of its own
record SshWords(Optional<Path> configFile, List<String> options) {
    static final SshWords NONE = new SshWords(Optional.empty(), List.of());

    /// Letters without a value, and at most one with a value, which may be the next word.
    private static final Pattern OPTION = Pattern.compile("-(?=.)([46CKk]*)(?:([BbcFIiJmolp])(.*))?");

    private static final String CHOICE =
            "write some of -4 -6 -B -b -C -c -F -I -i -J -K -k -l -m -o -p, or -o Key=value for anything else";
    private static final int MOST_FAULTS = 20;
    private static final Key.Range PORTS = Key.SSH_PORT.range().orElseThrow();

    /// As ssh reads it, without the quotes that it would take around the keyword.
    private static final Pattern KEYWORD_AND_VALUE = Pattern.compile("([A-Za-z][A-Za-z0-9]*)(?: *= *| +)[^ =].*");

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@,%+^~-]+");

    /// In small letters: what image-sync sets itself, what would make ssh do something besides, and what is no setting.
    private static final Set<String> REFUSED = Set.of("""
            addkeystoagent batchmode clearallforwardings controlmaster controlpath controlpersist dynamicforward
            escapechar exitonforwardfailure forkafterauthentication forwardagent forwardx11 forwardx11trusted
            host include localcommand localforward loglevel logverbose match permitlocalcommand
            remotecommand remoteforward requesttty sessiontype stdinnull
            streamlocalbindmask streamlocalbindunlink tunnel visualhostkey""".split("\\s+", -1));

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
        private final Deque<String> words;
        private final List<String> options = new ArrayList<>();
        private final List<Fault> faults = new ArrayList<>();
        private Optional<Path> configFile = Optional.empty();

        Reading(List<String> words) {
            this.words = new ArrayDeque<>(words);
        }

        Parsed<SshWords> result() {
            while (!words.isEmpty() && faults.size() < MOST_FAULTS) {
                option(words.remove());
            }
            return faults.isEmpty() ? Parsed.value(new SshWords(configFile, options)) : new Parsed.Wrong<>(faults);
        }

        private void option(String word) {
            Matcher option = OPTION.matcher(word);
            if (!option.matches()) {
                words.clear();
                String why = word.matches("-[^-].*") ? " is not allowed here" : " is no option of ssh";
                fault(Fault.cite(word) + why, CHOICE);
                return;
            }
            option.group(1).chars().forEach(letter -> options.add("-" + (char) letter));
            if (option.group(2) != null) {
                withValue("-" + option.group(2), option.group(3));
            }
        }

        private void withValue(String option, String rest) {
            String value = rest.isEmpty() && !words.isEmpty() ? words.remove() : rest;
            if (value.isBlank() || value.startsWith("-")) {
                fault(option + " has no value", "write its value behind it: " + option + " VALUE");
                return;
            }
            switch (option) {
                case "-F" -> configuration(value);
                case "-i" -> add(option, file(value));
                case "-l" -> add(option, Remotes.user(value));
                case "-o" -> add(option, setting(value));
                case "-p" -> add(option, Scalars.number(value, PORTS).map(String::valueOf));
                default -> add(option, Parsed.value(value));
            }
        }

        private void configuration(String value) {
            if (configFile.isPresent()) {
                fault("-F is there twice, the second time with " + Fault.cite(value), "write one -F");
            } else {
                Parsed<String> file = value.equals("none") ? Parsed.value(value) : file(value);
                take("-F", file, path -> configFile = Optional.of(Path.of(path)));
            }
        }

        private void add(String option, Parsed<String> value) {
            take(option, value, word -> options.addAll(List.of(option, word)));
        }

        private void take(String option, Parsed<String> value, Consumer<String> to) {
            switch (value) {
                case Parsed.Value<String>(String word) -> to.accept(word);
                case Parsed.Wrong<String>(List<Fault> wrong) ->
                    wrong.forEach(fault -> fault(option + " " + fault.what(), fault.remedy()));
            }
        }

        private void fault(String what, String remedy) {
            faults.add(new Fault(what, remedy));
        }
    }

    private static Parsed<String> setting(String text) {
        Matcher setting = KEYWORD_AND_VALUE.matcher(text);
        if (!setting.matches()) {
            return Parsed.wrong(Fault.cite(text) + " is no setting of ssh", "write Key=value, see man ssh_config");
        }
        String keyword = setting.group(1);
        return REFUSED.contains(keyword.toLowerCase(Locale.ROOT))
                ? Parsed.wrong(
                        Fault.cite(keyword) + " cannot be set here", "remove it; image-sync needs it as it sets it")
                : Parsed.value(text);
    }

    /// With the home folder filled in.
    private static Parsed<String> file(String text) {
        String home = Matcher.quoteReplacement(System.getProperty("user.home"));
        return Remotes.identityFile(text)
                .map(file -> Path.of(file.replaceFirst("^~", home)).toString());
    }
}
