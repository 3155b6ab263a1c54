package io.imagesync.cli;

import java.util.concurrent.CountDownLatch;

/// Waits for a signal, in a process of its own: the first ends it in good order, unless it is told to be stubborn.
final class Signalled {
    private Signalled() {}

    public static void main(String[] args) throws Exception {
        CountDownLatch told = new CountDownLatch(args.length == 0 ? 1 : 2);
        Signals signals = new Signals();
        signals.handle(name -> {
            System.out.println("cancel " + name);
            told.countDown();
        });
        System.out.println("ready");
        told.await();
        System.exit(ExitCode.ofSignal(signals.received()));
    }
}
