package io.imagesync.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class FullListenerTest {
    @Test
    void everyEventHasAMethod() throws Exception {
        List<String> told;
        try (InputStream in = Objects.requireNonNull(FullListener.class.getResourceAsStream("FullListener.class"))) {
            told = StreamSupport.stream(
                            ClassFile.of()
                                    .parse(in.readAllBytes())
                                    .constantPool()
                                    .spliterator(),
                            false)
                    .filter(ClassEntry.class::isInstance)
                    .map(entry -> ((ClassEntry) entry).asInternalName().replace('/', '.'))
                    .toList();
        }
        List<String> events = Arrays.stream(SyncEvent.class.getPermittedSubclasses())
                .map(Class::getName)
                .toList();
        assertThat(told).containsAll(events);
        assertThat(FullListener.class.getDeclaredMethods())
                .filteredOn(method -> Modifier.isPublic(method.getModifiers()))
                .hasSize(events.size() + 1);
    }
}
