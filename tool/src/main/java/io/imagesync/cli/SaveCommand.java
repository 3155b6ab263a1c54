package io.imagesync.cli;

import io.imagesync.archive.OciArchive;
import io.imagesync.files.AtomicFile;
import io.imagesync.files.SafeFiles;
import io.imagesync.files.SafeFolders;
import io.imagesync.model.Failure;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.Sizes;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import io.imagesync.model.Texts;
import io.imagesync.plan.Asked;
import io.imagesync.relay.Blobs;
import io.imagesync.report.Complaints;
import io.imagesync.ssh.SshConnector;
import io.imagesync.sync.Holders;
import io.imagesync.sync.Time;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `image-sync save`: writes images that nodes hold as one file. Changes nothing on the nodes.
@Command(
        name = "save",
        description =
                "Save images from the nodes to one file: an OCI archive for image-sync load, docker load, ctr images"
                        + " import or skopeo.")
final class SaveCommand implements Callable<Integer> {
    private static final int BUFFER = 1 << 20;

    @ParentCommand
    private ImageSync parent = new ImageSync();

    @Parameters(
            arity = "1..*",
            paramLabel = "IMAGE",
            description = "a name, or a pattern over NAME:TAG in which * matches any text")
    private List<String> images = List.of();

    private final Output output = new Output();

    private final List<String> leftOut = new ArrayList<>();

    /// What `-o` means here, as it does with `docker save`. There is no answer that could be a table or JSON.
    static final class Output {
        @Option(
                names = {"-o", "--output"},
                paramLabel = "FILE",
                required = true,
                description = "file to write; it gets this name once it is complete")
        private Path file = Path.of("");
    }

    /// Puts it in place of the option that all commands have.
    static void addTo(CommandLine commands) {
        SaveCommand made = new SaveCommand();
        CommandLine save = new CommandLine(made);
        commands.addSubcommand(save);
        CommandSpec spec = save.getCommandSpec();
        spec.remove(spec.findOption("-o"));
        spec.addMixin("output", CommandSpec.forAnnotatedObject(made.output));
    }

    @Override
    public Integer call() throws Exception {
        Path to = target();
        Wiring wiring = parent.options().looking();
        List<String> warnings = wiring.warnings();
        List<NodeName> asked = wiring.config().fleet().takingPart().stream()
                .filter(node ->
                        wiring.receivers().isEmpty() || wiring.receivers().contains(node))
                .toList();
        try (SshConnector connector = wiring.connector(wiring.config().ssh().withoutRecording(), warnings::add);
                Holders holders = new Holders(
                        wiring.opener(connector, event -> warned(event, warnings)),
                        asked,
                        Wiring.limits(wiring.config()),
                        Time.SYSTEM,
                        event -> warned(event, warnings))) {
            save(
                    holders,
                    to,
                    wiring.config().limits().listing(),
                    wiring.config().limits().pull());
            leftOut.addAll(Complaints.of(holders.surveys()));
        }
        parent.screen()
                .answer(warnings.stream().map(warning -> "warning: " + warning).toList());
        parent.screen().complain(leftOut);
        return (leftOut.isEmpty() ? ExitCode.OK : ExitCode.INCOMPLETE).number();
    }

    private static void warned(SyncEvent event, List<String> warnings) {
        if (event instanceof SyncEvent.Warned(var text)) {
            warnings.add(text);
        }
    }

    private Path target() throws Refusal, IOException {
        if (output.file.toString().isEmpty() || output.file.equals(Path.of("-"))) {
            throw new Refusal(ExitCode.USAGE, "-o: name a file; an archive is not written to stdout");
        }
        Path absolute = output.file.toAbsolutePath();
        SafeFolders.checkParent(absolute);
        SafeFiles.checkReplaceable(absolute);
        return absolute;
    }

    /// @param asking for one answer of a node
    /// @param reading for one blob
    private void save(Holders holders, Path to, Duration asking, Duration reading) throws Exception {
        OciArchive archive = new OciArchive();
        int count = 0;
        for (ImageRef image : matching(holders.surveys())) {
            Optional<String> why = why(archive, image, holders.of(image), asking);
            why.ifPresent(words -> leftOut.add(image + ": " + words));
            count += why.isPresent() ? 0 : 1;
        }
        if (count == 0) {
            leftOut.addAll(Complaints.of(holders.surveys()));
            throw new Refusal(ExitCode.NOT_DONE, leftOut);
        }
        AtomicFile.replace(to, "rw-r-----", out -> {
            OutputStream buffered = new BufferedOutputStream(out, BUFFER);
            archive.writeTo(buffered, reading);
            buffered.flush();
        });
        parent.screen()
                .answer(List.of("saved " + count + (count == 1 ? " image, " : " images, ") + Sizes.bytes(archive.size())
                        + ", in " + output.file));
    }

    private static Optional<String> why(OciArchive archive, ImageRef image, List<Blobs> holders, Duration limit)
            throws InterruptedException {
        if (holders.isEmpty()) {
            return Optional.of("nodes have different images under this name, or no node that has it runs containerd"
                    + " and gives access to its socket; name one node that does: --nodes NODE");
        }
        return archive.add(image, holders, limit).map((Failure failure) -> failure.what() + "; " + failure.remedy());
    }

    /// What is held of what was asked for, in order.
    private SortedSet<ImageRef> matching(List<Survey> surveys) {
        List<HeldImage> held = Survey.listed(surveys).stream()
                .flatMap(node -> node.listing().images().stream())
                .toList();
        SortedSet<ImageRef> matching = new TreeSet<>();
        for (String text : images) {
            Asked asked = new Asked(text);
            List<ImageRef> names = held.stream()
                    .flatMap(HeldImage::names)
                    .filter(asked::means)
                    .distinct()
                    .toList();
            if (names.isEmpty()) {
                leftOut.add("no node has an image with the name " + Texts.printable(text, 200)
                        + "; image-sync status --all, or crictl images on a node, shows what there is");
            }
            matching.addAll(names);
        }
        return matching;
    }
}
