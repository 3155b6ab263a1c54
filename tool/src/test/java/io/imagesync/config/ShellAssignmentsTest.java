package io.imagesync.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ShellAssignmentsTest {
    /// What is understood, as `KEY=value` by the line of the key.
    static Stream<Arguments> understood() {
        return Stream.of(
                arguments("K=v", "1:K=v"),
                arguments("K=v\n", "1:K=v"),
                arguments("  K=v  ", "1:K=v"),
                arguments("\tK=v", "1:K=v"),
                arguments("K=", "1:K="),
                arguments("K=\"\"", "1:K="),
                arguments("K=''", "1:K="),
                arguments("_k9=v", "1:_k9=v"),
                arguments("K=\"a b\"", "1:K=a b"),
                arguments("K='a b'", "1:K=a b"),
                arguments("K=\"a\\\"b\\\\c\\$d\\`e\"", "1:K=a\"b\\c$d`e"),
                arguments("K=\"a\\nb\\'c\"", "1:K=a\\nb\\'c"),
                arguments("K=\"a\\\nb\"", "1:K=ab"),
                arguments("K='a\\\nb'", "1:K=a\\\nb"),
                arguments("K='$HOME `x` $(y) \"'", "1:K=$HOME `x` $(y) \""),
                arguments("K=a\"b c\"'d e'f", "1:K=ab cd ef"),
                arguments("K='it'\\''s'", "1:K=it's"),
                arguments("K=a\\ b\\$c", "1:K=a b$c"),
                arguments("K=a\\\nb", "1:K=ab"),
                arguments("K=v\\", "1:K=v\\"),
                arguments("K=a=b", "1:K=a=b"),
                arguments("K=bcm11*", "1:K=bcm11*"),
                arguments("K=gpu[01-16,20]", "1:K=gpu[01-16,20]"),
                arguments("K=~/key", "1:K=~/key"),
                arguments("K=a$", "1:K=a$"),
                arguments("K=\"a$\"", "1:K=a$"),
                arguments("K=\"$ a\"", "1:K=$ a"),
                arguments("K=\"a;b#c\"", "1:K=a;b#c"),
                arguments("K=\"&|<>()\"", "1:K=&|<>()"),
                arguments("K=v # comment", "1:K=v"),
                arguments("K=v#none", "1:K=v#none"),
                arguments("K=#none", "1:K=#none"),
                arguments("K='v' # it's", "1:K=v"),
                arguments("K=v;# it's", "1:K=v"),
                arguments("# K=v\n#\n   # K=w", ""),
                arguments("\n\nK=v", "3:K=v"),
                arguments("K=v;L=w ; M=x;", "1:K=v 1:L=w 1:M=x"),
                arguments("K=v L=w", "1:K=v 1:L=w"),
                arguments("K=a\nL=b", "1:K=a 2:L=b"),
                arguments("K=\"a\nb\n\"\nL='c\nd' M=e", "1:K=a\nb\n 4:L=c\nd 5:M=e"),
                arguments("export K=v", "1:K=v"),
                arguments("export\tK='v' L=w", "1:K=v 1:L=w"),
                arguments("K=v; export K", "1:K=v"),
                arguments("export K L", ""),
                arguments("export=v", "1:export=v"),
                arguments("export \\\nK=v", "2:K=v"),
                arguments("K=v\r\nL=\"w\"\r\n\r\nM='x\r\ny'\r\n", "1:K=v 2:L=w 4:M=x\ny"),
                arguments("K=v\r", "1:K=v"),
                arguments("\uFEFFK=v", "1:K=v"),
                arguments("\uFEFF# c\r\nK=v", "2:K=v"),
                arguments("", ""),
                arguments("K=größe", "1:K=größe"));
    }

    @ParameterizedTest
    @MethodSource
    void understood(String text, String expected) {
        Problems problems = new Problems("F");
        ShellAssignments.Lexed lexed = ShellAssignments.read(text, problems);
        assertThat(problems.sorted()).isEmpty();
        assertThat(lexed.assignments().stream().map(a -> a.line() + ":" + a.key() + "=" + a.value()))
                .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" (?=[0-9]+:)")));
    }

    /// What is refused, and how the problem begins.
    static Stream<Arguments> refused() {
        String variable = "variables are not expanded";
        String command = "nothing in this file is executed";
        return Stream.of(
                arguments("K=$(id)", "F:1: K: " + command),
                arguments("K=\"a $(id) b\"", "F:1: K: " + command),
                arguments("K=\"$(echo \"a b\")\"", "F:1: K: " + command),
                arguments("K=`id`", "F:1: K: " + command),
                arguments("K=\"`id`\"", "F:1: K: " + command),
                arguments("\nK=$HOME", "F:2: K: " + variable),
                arguments("K=\"a\nb$HOME\"", "F:2: K: " + variable),
                arguments("K=${HOME}", "F:1: K: " + variable),
                arguments("K=$\\\nHOME", "F:2: K: " + variable),
                arguments("K=\"$\\\n\\\n(id)\"", "F:3: K: " + command),
                arguments("K=$1", "F:1: K: " + variable),
                arguments("K=$$", "F:1: K: " + variable),
                arguments("K=$[1+1]", "F:1: K: " + variable),
                arguments("K=$'a'", "F:1: K: $'...'"),
                arguments("K=$\"a\"", "F:1: K: $'...'"),
                arguments("K=(a b)", "F:1: K: arrays"),
                arguments("K[0]=a", "F:1: K: arrays"),
                arguments("K+=a", "F:1: K: += is not understood"),
                arguments("K=a\nif [ -f x ]; then K=b; fi", "F:2: only KEY=value is understood here, not \"if [ -f x"),
                arguments("source /etc/x", "F:1: only KEY=value is understood here, not \"source /etc/x\""),
                arguments(". /etc/x", "F:1: only KEY=value"),
                arguments("[section]", "F:1: only KEY=value"),
                arguments("1K=v", "F:1: only KEY=value"),
                arguments("key: value", "F:1: only KEY=value"),
                arguments("declare -r K=v", "F:1: only KEY=value"),
                arguments("export -n K", "F:1: only KEY=value"),
                arguments("K", "F:1: only KEY=value"),
                arguments("=v", "F:1: only KEY=value"),
                arguments("K = v", "F:1: K: there is a blank before the ="),
                arguments("K= v", "F:1: the value of K ends at the blank before \"v\""),
                arguments("K=a b", "F:1: the value of K ends at the blank before \"b\"; put"),
                arguments("K=a\n ;L=b", "F:2: there is nothing before the ;"),
                arguments("K=a;; L=b", "F:1: there is nothing before the ;"),
                arguments("K=a&b", "F:1: K: \"&\" is outside quotes"),
                arguments("K=a|b", "F:1: K: \"|\" is outside quotes"),
                arguments("K=a>b", "F:1: K: \">\" is outside quotes"),
                arguments("K=a<b", "F:1: K: \"<\" is outside quotes"),
                arguments("K=a(b", "F:1: K: \"(\" is outside quotes"),
                arguments("K=v\n\nL=\"a\nb\n", "F:3: L: the quote opened on this line is never closed; close"),
                arguments("K='a", "F:1: K: the quote opened on this line is never closed; close"),
                arguments("K=\"a\\", "F:1: K: the quote opened on this line is never closed; close"),
                arguments(
                        "K=\"a\nL=\"b\"",
                        "F:2: K: the quote opened on this line is never closed (the value began on"
                                + " line 1, look there too)"));
    }

    @ParameterizedTest
    @MethodSource
    void refused(String text, String expected) {
        Problems problems = new Problems("F");
        ShellAssignments.Lexed lexed = ShellAssignments.read(text, problems);
        assertThat(problems.sorted()).singleElement().asString().startsWith(expected);
        assertThat(lexed.assignments()).noneMatch(a -> a.sound() && a.value().contains("$"));
    }

    @Test
    void allProblemsAreFoundAtOnce() {
        Problems problems = new Problems("F");
        ShellAssignments.read("A=$X; B=`y`\nif x; then\nC=ok\nD=(1)\nE='", problems);
        assertThat(problems.sorted())
                .extracting(p -> p.place().line() + p.key())
                .containsExactly("1A", "1B", "2", "4D", "5E");
    }

    @Test
    void whatIsWrongLeavesNoSoundValueBehind() {
        ShellAssignments.Lexed lexed = ShellAssignments.read("A=a$X\nB=b\nC= c\nD+=d", new Problems("F"));
        assertThat(lexed.assignments())
                .filteredOn(Assignment::sound)
                .extracting(Assignment::key)
                .containsExactly("B");
        assertThat(lexed.assignments()).extracting(Assignment::key).containsExactly("A", "B", "C", "D");
    }

    @Test
    void textInProblemsIsEscapedAndCut() {
        Problems problems = new Problems("F");
        ShellAssignments.read("bad\u001b[31m" + "x".repeat(1000), problems);
        assertThat(problems.sorted().getFirst().toString())
                .contains("bad\\u001B[31mxxx")
                .contains("...")
                .hasSizeLessThan(250);
    }
}
