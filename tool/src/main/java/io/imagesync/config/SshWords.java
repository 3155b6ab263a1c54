package io.imagesync.config;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What SSH_OPTIONS adds to the words that ssh is started with: `-F`, `-i`, `-J` and `-o`, each with its value in the
/// same word or in the next one. A word with blanks is put into quotes; there is no more to them.
///
/// @param configFile what `-F` names, which may be `none`; the last one counts
/// @param options without `-F`: each option, and behind it its value as a word of its own
record SshWords(Optional<Path> configFile, List<String> options) {
    static final SshWords NONE = new SshWords(Optional.empty(), List.of());

    private static final Pattern WORD = Pattern.compile("(?:'[^']*+'|\"[^\"]*+\"|[^\\s'\"\\\\]++)++");
    private static final Pattern QUOTED = Pattern.compile("'([^']*)'|\"([^\"]*)\"");
    private static final Pattern OPTION = Pattern.compile("(-[FiJo])(.*)");
    /// As ssh reads it, without the quotes that it would take around the keyword.
    private static final Pattern KEYWORD_AND_VALUE = Pattern.compile("([A-Za-z][A-Za-z0-9]*)(?: *= *| +)[^ =].*");

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

    /// The words, or what is wrong with the first wrong one: behind it nobody knows which words are values.
    static Parsed<SshWords> parse(String text) {
        if (!WORD.matcher(text).replaceAll("").isBlank()) {
            return Parsed.wrong(
                    "a quote is never closed, or a backslash stands outside quotes in " + Fault.cite(text),
                    "put the word into quotes: 'a word'");
        }
        Deque<String> words = WORD.matcher(text)
                .results()
                .map(word -> QUOTED.matcher(word.group()).replaceAll("$1$2"))
                .collect(Collectors.toCollection(ArrayDeque::new));
        Optional<Path> configFile = Optional.empty();
        List<String> options = new ArrayList<>();
        while (!words.isEmpty()) {
            String word = words.remove();
            Matcher option = OPTION.matcher(word);
            if (!option.matches()) {
                return Parsed.wrong(
                        Fault.cite(word) + " is not allowed here",
                        "write some of -F -i -J -o, and -o Key=value for anything else");
            }
            String name = option.group(1);
            String rest = option.group(2);
            switch (value(name, rest.isEmpty() && !words.isEmpty() ? words.remove() : rest)) {
                case Parsed.Value<String>(String file)
                when name.equals("-F") -> configFile = Optional.of(Path.of(file));
                case Parsed.Value<String>(String value) -> options.addAll(List.of(name, value));
                case Parsed.Wrong<String>(List<Fault> faults) -> {
                    return Parsed.wrong(
                            name + " " + faults.getFirst().what(),
                            faults.getFirst().remedy());
                }
            }
        }
        return Parsed.value(new SshWords(configFile, options));
    }

    private static Parsed<String> value(String option, String text) {
        if (text.isBlank() || text.startsWith("-")) {
            return Parsed.wrong("has no value", "write its value behind it: " + option + " VALUE");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            return Parsed.wrong(Fault.cite(text) + " has control characters", "write it without them");
        }
        return switch (option) {
            case "-F" -> text.equals("none") ? Parsed.value(text) : file(text);
            case "-i" -> file(text);
            case "-o" -> setting(text);
            default -> Parsed.value(text);
        };
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

    /// As the file could have it, within double quotes if need be.
    @Override
    public String toString() {
        List<String> words = new ArrayList<>(options);
        configFile.ifPresent(file -> words.addAll(0, List.of("-F", file.toString())));
        return words.stream()
                .map(word -> word.matches("[A-Za-z0-9_./:=@,%+^~-]+") ? word : "'" + word.replace("'", "'\"'\"'") + "'")
                .collect(Collectors.joining(" "));
    }
}
