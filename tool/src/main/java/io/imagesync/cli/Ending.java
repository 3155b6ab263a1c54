package io.imagesync.cli;

import io.imagesync.files.UnusableFileException;
import io.imagesync.model.RunReport;
import io.imagesync.report.Complaints;
import io.imagesync.report.DayLog;
import io.imagesync.sync.SyncRun;
import java.util.ArrayList;
import java.util.List;

/// How a run that has a log ends: what stderr has of it, and its exit code.
record Ending(ImageSync parent, DayLog log) {
    ExitCode ended(SyncRun.End end) {
        boolean told = parent.options().tellsLeftOut(parent.screen());
        if (end instanceof SyncRun.End.NotPossible(var surveys, var what, var remedy)) {
            complain(Complaints.of(told ? List.of() : surveys, what, remedy));
            return ExitCode.NOT_DONE;
        }
        RunReport report = ((SyncRun.End.Done) end).report();
        if (report.complete()) {
            return ExitCode.OK;
        }
        complain(told ? Complaints.withoutLeftOut(report) : Complaints.of(report));
        return ExitCode.INCOMPLETE;
    }

    /// @param untold events that there was no time to write
    int cancelled(int signal, long untold) {
        String words = "ended by a signal; running pulls were cancelled; run it again";
        if (untold == 0) {
            complain(List.of(words));
            return ExitCode.ofSignal(signal);
        }
        String unwritten = "there was no time to write " + untold
                + " events, so the logs, the history and the metrics of this run are incomplete; look at the load of"
                + " this host and of its disks";
        complain(List.of(words, unwritten));
        return ExitCode.INCOMPLETE.number();
    }

    ExitCode lost(UnusableFileException why) {
        complain(List.of(why.getMessage() + "; running pulls were cancelled; " + why.remedy()));
        return ExitCode.NOT_DONE;
    }

    /// Says nothing where there is nothing to say: what earlier runs have said already is not said again.
    private void complain(List<String> lines) {
        if (!lines.isEmpty()) {
            List<String> all = new ArrayList<>(lines.subList(0, Math.min(lines.size(), 9)));
            all.add("log: " + log.today());
            parent.screen().complain(all);
        }
    }
}
