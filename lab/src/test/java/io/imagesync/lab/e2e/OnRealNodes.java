package io.imagesync.lab.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/// A test class that needs real nodes: its tests take a [RealLab] as a parameter. They are run once for each [Access],
/// beside tests that need none.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("real")
@ClassTemplate
@ExtendWith(SharedLab.class)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(OnRealNodes.NODES)
public @interface OnRealNodes {
    /// One class at a time has real nodes.
    String NODES = "real nodes";

    /// Those in which its tests mean something.
    Access[] only() default {Access.CRICTL, Access.CRI};
}
