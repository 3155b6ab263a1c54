package io.imagesync.cli;

import io.imagesync.Roff;
import io.imagesync.cli.CommandLineModel.Command;
import io.imagesync.cli.CommandLineModel.Described;
import java.util.List;

/// image-sync(1), from the model of the command line and from what the model does not know: files and examples.
final class CliManPage {
    private static final List<Described> FILES = List.of(
            new Described("/etc/image-sync/image-sync.conf", "The configuration: see `image-sync.conf`(5)."),
            new Described("/etc/image-sync/NAME.conf", "The configuration of the group NAME."),
            new Described(
                    "LOG_DIR/image-sync-DATE.log",
                    "The log of one day. The packaged `LOG_DIR` is `/var/log/giindia/image-sync`; a group uses the"
                            + " folder NAME in it. Each run deletes files older than `LOG_RETENTION_DAYS`."),
            new Described(
                    "LOG_DIR/success_images-DATE.log, LOG_DIR/failed_images-DATE.log",
                    "One line for each pull that succeeded, and one for each that did not."),
            new Described(
                    "/var/lib/image-sync",
                    "What runs remember, the report of the last run, and the history. A group uses the folder NAME in it."),
            new Described("/var/run/image-sync.lock, /var/run/image-sync-NAME.lock", "Locked while a run lasts."),
            new Described("~/.ssh/config, ~/.ssh/known_hosts", "image-sync reaches nodes as `ssh`(1) does."));

    private CliManPage() {}

    static String text(CommandLineModel model) {
        Roff page = new Roff("image-sync", 1, "Generated from the commands in io.imagesync.cli by CliReferenceTest.");
        page.section("NAME").text("image-sync - keep container images in step across Kubernetes worker nodes");
        page.section("SYNOPSIS").text("`image-sync` [OPTION]... [COMMAND]");
        page.section("DESCRIPTION")
                .text(model.purpose()
                        + " It asks the container runtime of each node over SSH which images it has, works out what is"
                        + " missing where, and has each node pull what it lacks. It deletes nothing on a node unless"
                        + " you tell it to, by `remove` or APPLY_REMOVALS.")
                .paragraph(
                        "Without a terminal, a run prints nothing if all is well. Else it prints at most ten lines on"
                                + " stderr: what happened, where, and what to do.");
        page.section("COMMANDS");
        model.commands().forEach(command -> command(page, command));
        page.section("OPTIONS").text("Write them before or after the command.");
        model.options().forEach(option -> described(page, option));
        page.section("EXIT STATUS");
        model.exitCodes().forEach((code, meaning) -> page.term("`" + code + "`", meaning));
        page.section("ENVIRONMENT")
                .term("`IMAGE_SYNC_CONFIG`", "The configuration file, if neither `-c` nor `-g` is given.");
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
        page.text("Show what a run would do:").literal(List.of("image-sync plan"));
        page.paragraph("One run, as cron and the timer start it, and one that prints each step:")
                .literal(List.of("image-sync", "image-sync sync --verbose"));
        page.paragraph("Let only some nodes receive images:").literal(List.of("image-sync --nodes 'gpu[01-04]'"));
        page.paragraph("After you fixed the cause of a failure, try again at once:")
                .literal(List.of("image-sync sync --retry-failed"));
        page.paragraph("Run every 30 minutes for the group gpu, by systemd:")
                .literal(
                        List.of("systemctl enable --now image-sync@gpu.timer", "journalctl -u image-sync@gpu.service"));
    }
}
