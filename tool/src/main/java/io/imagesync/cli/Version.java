package io.imagesync.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/// The version of the jar that this runs from.
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"image-sync " + Objects.requireNonNullElse(version, "(not from a jar)")};
    }
}
