package io.imagesync.model;

/// What is configured of images that come through this host.
///
/// @param max relays at once, one at least
/// @param bytesPerSecond through this host, all relays together; 0 for no limit
/// @param pin whether they are pinned on the nodes that get them
public record RelaySettings(RelayMode mode, int max, long bytesPerSecond, boolean pin) {
    public boolean isOn() {
        return mode != RelayMode.NO;
    }
}
