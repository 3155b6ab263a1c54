package io.imagesync.cli;

import io.imagesync.Roff;
import io.imagesync.cli.CommandLineModel.Command;
import io.imagesync.cli.CommandLineModel.Described;
import java.util.List;

/// image-sync(1), from the model of the command line and from what the model does not know: files and examples.
final class CliManPage {
    private static final List<Described> FILES = List.of(
            new Described("/etc/image-sync/image-sync.conf", "The configuration, see `image-sync.conf`(5)."),
            new Described("/etc/image-sync/NAME.conf", "The one of the group NAME."),
            new Described(
                    "LOG_DIR/image-sync-DATE.log",
                    "The log of a day. `LOG_DIR` is as packaged `/var/log/giindia/image-sync`, and for a group the"
                            + " folder NAME in it. Files older than `LOG_RETENTION_DAYS` are deleted by runs."),
            new Described(
                    "LOG_DIR/success_images-DATE.log, LOG_DIR/failed_images-DATE.log",
                    "A line for each pull that worked, and for each that did not."),
            new Described(
                    "/var/lib/image-sync",
                    "What runs remember, the report of the last run and the history. For a group the folder NAME in it."),
            new Described("/var/run/image-sync.lock, /var/run/image-sync-NAME.lock", "Held while a run lasts."),
            new Described("~/.ssh/config, ~/.ssh/known_hosts", "Nodes are reached as `ssh`(1) would reach them."));

    private CliManPage() {}

    static String text(CommandLineModel model) {
        Roff page = new Roff("image-sync", 1, "Written from the commands in io.imagesync.cli by CliReferenceTest.");
        page.section("NAME").text("image-sync - keep container images in step across Kubernetes worker nodes");
        page.section("SYNOPSIS").text("`image-sync` [OPTION]... [COMMAND]");
        page.section("DESCRIPTION")
                .text(model.purpose()
                        + " It speaks with the container runtime of each node over SSH, works out what is missing where,"
                        + " and has each node pull what it lacks. Nothing is ever deleted on a node.")
                .paragraph("Without a terminal a run prints nothing when all is well, else at most ten lines on stderr:"
                        + " what, where and the remedy.");
        page.section("COMMANDS");
        model.commands().forEach(command -> command(page, command));
        page.section("OPTIONS").text("They may stand before and after the command.");
        model.options().forEach(option -> described(page, option));
        page.section("EXIT STATUS");
        model.exitCodes().forEach((code, meaning) -> page.term("`" + code + "`", meaning));
        page.section("ENVIRONMENT")
                .term("`IMAGE_SYNC_CONFIG`", "Names the configuration where neither `-c` nor `-g` does.");
        page.section("FILES");
        FILES.forEach(file -> described(page, file));
        examples(page.section("EXAMPLES"));
        page.section("SEE ALSO").text("`image-sync.conf`(5), `ssh`(1), `ssh_config`(5), and `/opt/image-sync/docs/`.");
        return page.toString();
    }

    private static void command(Roff page, Command command) {
        page.term("`" + command.name() + "`", command.text());
        if (!command.options().isEmpty()) {
            page.inside();
            command.options().forEach(option -> described(page, option));
            page.end();
        }
    }

    private static void described(Roff page, Described it) {
        page.term("`" + it.names() + "`", it.text());
    }

    private static void examples(Roff page) {
        page.text("What a run would do, without doing it:").literal(List.of("image-sync plan"));
        page.paragraph("One run, as cron and the timer start it, and one that says what it does:")
                .literal(List.of("image-sync", "image-sync sync --verbose"));
        page.paragraph("Only some nodes receive:").literal(List.of("image-sync --nodes 'gpu[01-04]'"));
        page.paragraph("What was mended is tried at once:").literal(List.of("image-sync sync --retry-failed"));
        page.paragraph("Every 30 minutes for the group gpu, by systemd:")
                .literal(
                        List.of("systemctl enable --now image-sync@gpu.timer", "journalctl -u image-sync@gpu.service"));
    }
}
