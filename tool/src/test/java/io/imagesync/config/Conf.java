package io.imagesync.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Effective;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A file `F` in tests: four lines that are enough, and what a test adds from line 5 on.
final class Conf {
    static final ConfigLocation LOCATION = new ConfigLocation(Path.of("F"), Optional.empty());
    static final String BASE = "NODE1=w1\nNODE2=w2\nPREFIX1=bcm11\nLOG_DIR=/var/log/is\n";

    private Conf() {}

    /// The configuration with these lines added; fails when there is an error.
    static ConfigResult.Loaded loaded(String added) {
        return whole(BASE + added);
    }

    static ConfigResult.Loaded whole(String text) {
        ConfigResult result = ConfigReader.parse(text, LOCATION);
        assertThat(result).isInstanceOf(ConfigResult.Loaded.class);
        return (ConfigResult.Loaded) result;
    }

    static Config config(String added) {
        ConfigResult.Loaded loaded = loaded(added);
        assertThat(loaded.warnings()).isEmpty();
        return loaded.config();
    }

    static List<String> warnings(String added) {
        return loaded(added).warnings().stream().map(Problem::toString).toList();
    }

    /// All problems, as they are shown, when these lines are added.
    static List<String> errors(String added) {
        return errorsOfWhole(BASE + added);
    }

    static List<String> errorsOfWhole(String text) {
        ConfigResult result = ConfigReader.parse(text, LOCATION);
        assertThat(result).isInstanceOf(ConfigResult.Rejected.class);
        return ((ConfigResult.Rejected) result)
                .problems().stream().map(Problem::toString).toList();
    }

    static Effective effective(String added, String key) {
        return loaded(added).effective().stream()
                .filter(e -> e.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    static <T> T read(Values.Syntax<T> syntax, String text) {
        try {
            return syntax.read(text);
        } catch (WrongValue e) {
            throw new AssertionError(text, e);
        }
    }

    /// What is wrong with a text that means nothing.
    static <T> List<Fault> faults(Values.Syntax<T> syntax, String text) {
        try {
            throw new AssertionError(text + " means " + syntax.read(text));
        } catch (WrongValue e) {
            return e.faults();
        }
    }
}
