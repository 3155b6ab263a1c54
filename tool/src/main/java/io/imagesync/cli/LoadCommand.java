package io.imagesync.cli;

import io.imagesync.archive.ImageArchive;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Memory;
import io.imagesync.model.RunReport;
import io.imagesync.model.Texts;
import io.imagesync.plan.Loading.Given;
import io.imagesync.report.PlanText;
import io.imagesync.report.ReportJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `image-sync load`: puts the images of files on the nodes.
@Command(
        name = "load",
        description =
                "Load images from files onto the nodes. Each node gets only what it lacks. A file is a docker save"
                        + " archive, an OCI archive or the folder of an OCI layout; gzip and zstd are read too.")
final class LoadCommand implements Callable<Integer> {
    private static final String STDIN = "-";

    @ParentCommand
    private ImageSync parent = new ImageSync();

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "files to load; - is stdin")
    private List<String> files = List.of();

    @Option(
            names = "--name",
            paramLabel = "IMAGE",
            description = "name for the image, if there is one file with one image")
    private @Nullable String name;

    @Option(names = "--dry-run", description = "show the plan and stop; change nothing")
    private boolean dryRun;

    @Override
    public Integer call() throws Exception {
        Optional<ImageRef> called = called();
        Wiring wiring = dryRun ? parent.options().looking() : parent.options().wiring();
        if (!dryRun) {
            parent.screen().logged();
        }
        List<ImageArchive> archives = new ArrayList<>();
        try {
            for (String file : files) {
                archives.add(open(file));
            }
            if (called.isPresent()) {
                rename(archives, called.get());
            }
            List<String> unnamed = unnamed(archives);
            int code = load(wiring, archives, given(archives));
            parent.screen().complain(unnamed);
            return code == 0 && !unnamed.isEmpty() ? ExitCode.INCOMPLETE.number() : code;
        } finally {
            archives.forEach(ImageArchive::close);
        }
    }

    private Optional<ImageRef> called() throws Refusal {
        if (files.stream().filter(STDIN::equals).count() > 1) {
            throw new Refusal(ExitCode.USAGE, "stdin (-) can be read only once");
        }
        String text = name;
        if (text == null) {
            return Optional.empty();
        }
        return Optional.of(ImageRef.parse(text)
                .filter(image -> !image.isDigested())
                .orElseThrow(() -> new Refusal(
                        ExitCode.USAGE,
                        "--name: " + Texts.printable(text, 200)
                                + " is not a name with a tag, such as reg.example/app:1")));
    }

    private static ImageArchive open(String file) throws UnusableFileException {
        return file.equals(STDIN) ? ImageArchive.open("stdin", System.in) : ImageArchive.open(Path.of(file));
    }

    private static void rename(List<ImageArchive> archives, ImageRef name) throws Refusal {
        int count =
                archives.stream().mapToInt(archive -> archive.images().size()).sum();
        if (count != 1) {
            throw new Refusal(
                    ExitCode.USAGE, "--name is for one image, and there are " + count + "; load them without --name");
        }
        archives.getFirst().rename(name);
    }

    private static List<String> unnamed(List<ImageArchive> archives) {
        return archives.stream()
                .filter(archive -> archive.images().stream()
                        .anyMatch(image -> image.names().isEmpty()))
                .map(archive -> "left out: an image in " + archive.where()
                        + " has no name; give it one with --name, in a file that has only this image")
                .toList();
    }

    /// Each image once for each of its tags, or for its digest where it has no tag.
    private static List<Given> given(List<ImageArchive> archives) throws Refusal {
        Map<ImageRef, Given> given = new LinkedHashMap<>();
        for (ImageArchive archive : archives) {
            for (ImageArchive.Image image : archive.images()) {
                boolean tagged = image.names().stream().anyMatch(one -> !one.isDigested());
                for (ImageRef one : image.names()) {
                    Given before = one.isDigested() && tagged
                            ? null
                            : given.putIfAbsent(one, new Given(one, image.ids(), image.size()));
                    if (before != null && !before.ids().equals(image.ids())) {
                        throw new Refusal(
                                ExitCode.NOT_DONE,
                                "two of the files have different images with the name " + one + "; load one of them");
                    }
                }
            }
        }
        return List.copyOf(given.values());
    }

    private int load(Wiring wiring, List<ImageArchive> archives, List<Given> images) throws Exception {
        if (images.isEmpty()) {
            return ExitCode.INCOMPLETE.number();
        }
        RunMaker run = (knowing, connector, _, events) ->
                knowing.load(connector, List.copyOf(archives), knowing.loading(images), events);
        if (!dryRun) {
            return LockedRun.underLock(parent, wiring, run, false, false);
        }
        List<String> warnings = wiring.warnings();
        RunReport report = wiring.plan(run, Memory.NONE, warnings);
        ExitCode code = parent.answer(
                report,
                warnings,
                () -> ReportJson.plan(report.surveys(), report.plan(), warnings),
                room -> PlanText.lines(report.surveys(), report.plan(), room));
        return (report.complete() ? code : ExitCode.INCOMPLETE).number();
    }
}
