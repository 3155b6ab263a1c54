package io.imagesync.model;

/// A file of this host could not be used.
///
/// @param what with the name of the file
public record FileFailure(String what, String remedy) implements Failure {
    @Override
    public Words words() {
        return Words.of(what, remedy);
    }
}
