package io.imagesync.model;

/// A pod that waits for an image.
///
/// @param pod `NAMESPACE/NAME`
/// @param node `metadata.name` of the node that it is on
/// @param reason as the kubelet tells it: `ImagePullBackOff`, `ErrImagePull`, or `Pulling` while it is being pulled
public record WaitingPod(String pod, String node, ImageRef image, String reason) {}
