package io.imagesync.lab.e2e;

import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// One lab for all test classes of a run, since making it costs seconds: three nodes whose image disks are small. Each
/// test finds empty logs of pulls, and images of other tests.
final class SharedLab implements ParameterResolver, BeforeEachCallback {
    private static final int NODES = 3;

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RealLab.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return lab(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        RealLab lab = lab(context);
        lab.nodes().forEach(lab::forgetPulls);
    }

    private static RealLab lab(ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(SharedLab.class))
                .getOrComputeIfAbsent(
                        RealLab.class, _ -> RealLab.up(NODES, "--disk", RealLab.DISK_MIB + "m"), RealLab.class);
    }
}
