package io.imagesync.lab.kube;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/// An API server that a test fills.
interface KubeApi extends AutoCloseable {
    /// Creates it, or puts it in the place of what is there, with its status.
    ///
    /// @return its `metadata.uid`
    String put(Tree object) throws Exception;

    void delete(Tree object) throws Exception;

    /// Nothing is there afterwards.
    void clear() throws Exception;

    /// A login that has no right but to list these: `nodes`, `deployments.apps`.
    Kubeconfig userWhoMayList(Set<String> resources) throws Exception;

    /// The login of the ServiceAccount that a file describes, which an administrator has applied.
    Kubeconfig serviceAccountOf(Path file) throws Exception;

    Kubeconfig admin() throws IOException;

    /// As if it were gone; what is there stays.
    void stop() throws Exception;

    void start() throws Exception;

    @Override
    void close() throws IOException;
}
