package io.imagesync.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which configuration file is read, and what that means for the defaults.
///
/// A group keeps unlike nodes apart. It has its own file, its own lock and its own state folder by default, and its
/// logs are in a sub-folder of LOG_DIR that has its name: LOG_DIR has no default, so this holds for every value of it,
/// except for one that ends with the group's name already.
///
/// @param file as it was named
/// @param group when one was asked for
public record ConfigLocation(Path file, Optional<String> group) {
    /// Names the file when neither an option does.
    public static final String VARIABLE = "IMAGE_SYNC_CONFIG";

    private static final String FOLDER = "/etc/image-sync";
    private static final Pattern GROUP = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

    /// `--config`, else the group's file, else the variable, else `/etc/image-sync/image-sync.conf`. With both options
    /// the file is the one of `--config` and the defaults are those of the group.
    ///
    /// @param config what `--config` names
    /// @param group what `--group` names
    public static ConfigLocation choose(
            Optional<String> config, Optional<String> group, Map<String, String> environment) throws WrongValue {
        if (group.isPresent() && !GROUP.matcher(group.get()).matches()) {
            throw new WrongValue(
                    group.get(),
                    "is not a group name",
                    "use at most 64 lower-case letters, digits, _ and -, with a letter or digit first");
        }
        String file = config.or(() -> group.map(g -> FOLDER + "/" + g + ".conf"))
                .or(() -> Optional.ofNullable(environment.get(VARIABLE)).filter(v -> !v.isEmpty()))
                .orElse(FOLDER + "/image-sync.conf");
        if (file.isEmpty()) {
            throw new WrongValue("the name of the configuration file is empty", "name one: --config FILE");
        }
        try {
            return new ConfigLocation(Path.of(file), group);
        } catch (InvalidPathException e) {
            throw new WrongValue(file, "cannot be the name of a file", "name another file");
        }
    }

    /// The default of a key here, empty where there is none.
    String defaultOf(Key key) {
        return switch (key) {
            case LOCK_FILE ->
                group.map(g -> "/var/run/image-sync-" + g + ".lock").orElse(key.defaultText());
            case STATE_DIR -> group.map(g -> key.defaultText() + "/" + g).orElse(key.defaultText());
            default -> key.defaultText();
        };
    }

    /// Where the logs go when LOG_DIR is that folder.
    Path logFolder(Path configured) {
        return group.filter(g -> !configured.endsWith(g))
                .map(configured::resolve)
                .orElse(configured);
    }
}
