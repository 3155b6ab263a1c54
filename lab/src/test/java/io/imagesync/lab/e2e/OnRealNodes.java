package io.imagesync.lab.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/// A test class that needs real nodes: its tests take a [RealLab] as a parameter. They are run once for each [Access].
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("real")
@ClassTemplate
@ExtendWith(SharedLab.class)
public @interface OnRealNodes {
    /// Those in which its tests mean something.
    Access[] only() default {Access.CRICTL, Access.CRI};
}
