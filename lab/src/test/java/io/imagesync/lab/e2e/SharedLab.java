package io.imagesync.lab.e2e;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// One lab for all test classes of a run, since making it costs seconds: three nodes whose image disks are small. Each
/// class finds empty nodes, in each way of working them; each test empty logs of pulls, and images of other tests.
final class SharedLab implements ClassTemplateInvocationContextProvider {
    private static final int NODES = 3;

    @Override
    public boolean supportsClassTemplate(ExtensionContext context) {
        return context.getRequiredTestClass().isAnnotationPresent(OnRealNodes.class);
    }

    @Override
    public Stream<ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(ExtensionContext context) {
        OnRealNodes nodes = context.getRequiredTestClass().getAnnotation(OnRealNodes.class);
        Set<Access> ways = EnumSet.copyOf(Access.tested());
        ways.retainAll(List.of(nodes.only()));
        return ways.stream().map(InAccess::new);
    }

    @Override
    public boolean mayReturnZeroClassTemplateInvocationContexts(ExtensionContext context) {
        return true;
    }

    /// A test class, with the nodes worked in one way.
    private record InAccess(Access access)
            implements ClassTemplateInvocationContext,
                    BeforeClassTemplateInvocationCallback,
                    BeforeEachCallback,
                    ParameterResolver {
        @Override
        public String getDisplayName(int index) {
            return access.value();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return Collections.singletonList(this);
        }

        @Override
        public void beforeClassTemplateInvocation(ExtensionContext context) {
            RealLab lab = lab(context);
            lab.use(access);
            lab.nodes().forEach(lab::removeImages);
        }

        @Override
        public void beforeEach(ExtensionContext context) {
            RealLab lab = lab(context);
            lab.nodes().forEach(lab::forgetPulls);
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == RealLab.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return lab(context);
        }
    }

    private static RealLab lab(ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(SharedLab.class))
                .getOrComputeIfAbsent(
                        RealLab.class, _ -> RealLab.up(NODES, "--disk", RealLab.DISK_MIB + "m"), RealLab.class);
    }
}
