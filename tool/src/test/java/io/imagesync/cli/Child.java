package io.imagesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A process that a test starts and stops.
final class Child implements AutoCloseable {
    private final Process process;
    private final BufferedReader stdout;

    private Child(Process process) {
        this.process = process;
        this.stdout = process.inputReader();
    }

    static Child start(String... command) throws IOException {
        return new Child(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /// A JVM that runs a class of the tests.
    static Child java(Class<?> main, String... arguments) throws IOException {
        return java(List.of(), main, arguments);
    }

    /// The same with variables in its environment, `NAME=VALUE`.
    static Child java(List<String> variables, Class<?> main, String... arguments) throws IOException {
        // Signals act as they do by default, even when the tests run under nohup or in the background.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=HUP,INT,TERM"));
        command.addAll(variables);
        command.addAll(javaCommand(main));
        command.addAll(List.of(arguments));
        return start(command.toArray(String[]::new));
    }

    static List<String> javaCommand(Class<?> main) {
        return new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    }

    /// Waits for a line of stdout.
    String line() throws Exception {
        FutureTask<@Nullable String> line = new FutureTask<>(stdout::readLine);
        Thread.ofVirtual().start(line);
        return String.valueOf(line.get(30, TimeUnit.SECONDS));
    }

    long pid() {
        return process.pid();
    }

    void signal(String name) throws Exception {
        assertThat(run("kill", "-" + name, Long.toString(pid()))).isZero();
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    static int run(String... command) throws Exception {
        try (Child child = start(command)) {
            return child.exitCode();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
