package io.imagesync.lab.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One fault, what the program says and does about it, and how it is made. `<NODE>` and `<IMAGE>` in words
/// stand for the node that suffers and the image that it is to get, `...` for any text.
final class Row<S extends Stage> {
    /// Something that is done to a stage.
    interface Act<S> {
        void on(S stage) throws Exception;
    }

    /// Something that is done while the program runs.
    interface Deed<S> {
        void on(S stage, Stage.Begun run) throws Exception;
    }

    /// @param logged whether the log has it, else stderr
    /// @param line as the log has it without its time, or the beginning of it
    /// @param remedy what follows in the same line; empty where there is nothing to do
    record Words(boolean logged, String line, String remedy) {}

    private final String fault;
    private final Act<? super S> arrangement;
    private @Nullable Deed<? super S> deed;
    private final List<Act<? super S>> looks = new ArrayList<>();
    private final List<Words> words = new ArrayList<>();
    private @Nullable String failed;
    private int exitCode;
    private boolean logged = true;
    private boolean arrives;
    private @Nullable String advice;
    private boolean slow;
    private boolean silent;
    private boolean mended = true;
    private Duration limit = Duration.ofSeconds(60);

    private Row(String fault, Act<? super S> arrangement) {
        this.fault = fault;
        this.arrangement = arrangement;
    }

    /// A fault after which the run ends with 0 and both nodes have the image, unless it is said otherwise.
    ///
    /// @param fault in words, as the documentation has it
    static <S extends Stage> Row<S> of(String fault, Act<? super S> arrangement) {
        Row<S> row = new Row<>(fault, arrangement);
        row.arrives = true;
        return row;
    }

    /// The log has such a line.
    Row<S> says(String line) {
        return says(line, "");
    }

    /// The log has such a line, and after it, or in it, what to do; stderr has it too where the run does not end with
    /// 0.
    Row<S> says(String line, String remedy) {
        words.add(new Words(true, line, remedy));
        return this;
    }

    /// Stderr has such a line, and in it what to do.
    Row<S> complains(String line, String remedy) {
        words.add(new Words(false, line, remedy));
        return this;
    }

    /// The list of failed images has the image on the node with that reason.
    Row<S> fails(String reason) {
        failed = reason;
        return ends(3);
    }

    /// The run ends so, and the node does not get the image.
    Row<S> ends(int code) {
        exitCode = code;
        arrives = false;
        return this;
    }

    /// There is no run, hence no log, and nobody gets the image.
    Row<S> refusesToRun() {
        logged = false;
        return ends(1);
    }

    /// The run ends so, and all the same the node gets the image.
    Row<S> endsInStep(int code) {
        ends(code);
        arrives = true;
        return this;
    }

    /// What to do, for the documentation, where the words of the program are not for each way the same or are the key
    /// words of a longer text.
    Row<S> advice(String text) {
        advice = text;
        return this;
    }

    /// Stderr is empty although the run does not end with 0.
    Row<S> silently() {
        silent = true;
        return this;
    }

    /// Is done while the program runs.
    Row<S> during(Deed<? super S> act) {
        deed = act;
        return this;
    }

    /// Is seen to when the run is over, besides what is always looked at.
    Row<S> andThen(Act<? super S> act) {
        looks.add(act);
        return this;
    }

    /// Takes too long for every test run.
    Row<S> slow() {
        slow = true;
        return this;
    }

    /// The fault stays, so that the next run does no better.
    Row<S> stays() {
        mended = false;
        return this;
    }

    /// The run has to end within that.
    Row<S> within(Duration time) {
        limit = time;
        return this;
    }

    String fault() {
        return fault;
    }

    List<Words> words() {
        return List.copyOf(words);
    }

    /// What to do; empty when nothing is.
    String remedies() {
        return advice != null
                ? advice
                : words.stream()
                        .map(Words::remedy)
                        .filter(text -> !text.isEmpty())
                        .distinct()
                        .collect(Collectors.joining("; "));
    }

    Optional<String> failed() {
        return Optional.ofNullable(failed);
    }

    int exitCode() {
        return exitCode;
    }

    /// Whether there is a log.
    boolean isLogged() {
        return logged;
    }

    /// Whether the node has the image after the run.
    boolean arrives() {
        return arrives;
    }

    boolean isSilent() {
        return silent;
    }

    boolean isSlow() {
        return slow;
    }

    /// Whether the next run is to bring all in step.
    boolean isMended() {
        return mended;
    }

    Duration limit() {
        return limit;
    }

    /// Whether something happens to the run itself.
    boolean hasDeed() {
        return deed != null;
    }

    void arrange(S stage) throws Exception {
        arrangement.on(stage);
    }

    void during(S stage, Stage.Begun run) throws Exception {
        if (deed != null) {
            deed.on(stage, run);
        }
    }

    void look(S stage) throws Exception {
        for (Act<? super S> look : looks) {
            look.on(stage);
        }
    }
}
