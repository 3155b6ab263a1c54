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

    /// Ends at the first wrong word: behind it nobody knows which words are values.
    static SshWords parse(String text) throws WrongValue {
        Deque<String> words = new ArrayDeque<>(split(text));
        Optional<Path> configFile = Optional.empty();
        List<String> options = new ArrayList<>();
        while (!words.isEmpty()) {
            String word = words.remove();
            Matcher option = OPTION.matcher(word);
            if (!option.matches()) {
                throw new WrongValue(
                        word,
                        "is not allowed here",
                        "use only -F, -i, -J and -o; write any other setting as -o Key=value");
            }
            String name = option.group(1);
            String rest = option.group(2);
            String value = value(name, rest.isEmpty() && !words.isEmpty() ? words.remove() : rest);
            if (name.equals("-F")) {
                configFile = Optional.of(Path.of(value));
            } else {
                options.addAll(List.of(name, value));
            }
        }
        return new SshWords(configFile, options);
    }

    /// The words of a text, at blanks outside quotes.
    static List<String> split(String text) throws WrongValue {
        if (!WORD.matcher(text).replaceAll("").isBlank()) {
            throw new WrongValue(
                    "a quote is never closed, or a backslash is outside quotes in " + Fault.cite(text),
                    "put the word into quotes: 'a word'");
        }
        return WORD.matcher(text)
                .results()
                .map(word -> QUOTED.matcher(word.group()).replaceAll("$1$2"))
                .toList();
    }

    private static String value(String option, String text) throws WrongValue {
        if (text.isBlank() || text.startsWith("-")) {
            throw new WrongValue(option + " has no value", "write its value after it: " + option + " VALUE");
        }
        try {
            if (text.chars().anyMatch(Character::isISOControl)) {
                throw new WrongValue(text, "has control characters", "write it without them");
            }
            return switch (option) {
                case "-F" -> text.equals("none") ? text : file(text);
                case "-i" -> file(text);
                case "-o" -> setting(text);
                default -> text;
            };
        } catch (WrongValue e) {
            throw new WrongValue(option + " " + e.fault().what(), e.fault().remedy());
        }
    }

    private static String setting(String text) throws WrongValue {
        Matcher setting = KEYWORD_AND_VALUE.matcher(text);
        if (!setting.matches()) {
            throw new WrongValue(text, "is not an ssh setting", "write Key=value, see man ssh_config");
        }
        String keyword = setting.group(1);
        if (REFUSED.contains(keyword.toLowerCase(Locale.ROOT))) {
            throw new WrongValue(keyword, "cannot be set here", "remove it; image-sync sets it itself");
        }
        return text;
    }

    private static String file(String text) throws WrongValue {
        return Remotes.expanded(Remotes.identityFile(text)).toString();
    }

    /// As the file could have it, within double quotes if need be.
    @Override
    public String toString() {
        List<String> words = new ArrayList<>(options);
        configFile.ifPresent(file -> words.addAll(0, List.of("-F", file.toString())));
        return joined(words);
    }

    /// The text that [#split] makes these words of.
    static String joined(List<String> words) {
        return words.stream()
                .map(word -> word.matches("[A-Za-z0-9_./:=@,%+^~-]+") ? word : "'" + word.replace("'", "'\"'\"'") + "'")
                .collect(Collectors.joining(" "));
    }
}
