package io.imagesync;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.NodeName;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FloorsTest {
    private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(ConstantDescs.CD_void);

    @Test
    void everyPackageKeepsToItsFloor() throws Exception {
        URI classes = NodeName.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI();
        assertThat(Path.of(classes).resolve("io/imagesync/cli/ExitCode.class")).matches(Files::exists);
        assertThat(Floors.broken(Path.of(classes))).isEmpty();
    }

    @Test
    void aCallToAForbiddenClassIsFound() {
        byte[] planUsesSync = ClassFile.of()
                .build(
                        ClassDesc.of("io.imagesync.plan.Made"),
                        c -> c.withMethodBody(
                                "run",
                                NOTHING,
                                ClassFile.ACC_STATIC,
                                code -> code.invokestatic(ClassDesc.of("io.imagesync.sync.Up"), "go", NOTHING)
                                        .return_()));
        assertThat(Floors.broken(planUsesSync))
                .containsExactly("io/imagesync/plan/Made must not use io/imagesync/sync/Up");
    }

    @Test
    void aForbiddenClassInADescriptorIsFound() {
        byte[] reportUsesSync = ClassFile.of()
                .build(
                        ClassDesc.of("io.imagesync.report.Made"),
                        c -> c.withField(
                                "field",
                                ClassDesc.of("io.imagesync.sync.SyncRun$End").arrayType(),
                                0));
        assertThat(Floors.broken(reportUsesSync))
                .containsExactly("io/imagesync/report/Made must not use io/imagesync/sync/SyncRun$End");
    }

    @Test
    void whatIsAllowedIsNotFound() {
        byte[] nodeUsesSsh = ClassFile.of()
                .build(
                        ClassDesc.of("io.imagesync.node.Made"),
                        c -> c.withField("field", ClassDesc.of("io.imagesync.ssh.RemoteHost"), 0));
        assertThat(Floors.broken(nodeUsesSsh)).isEmpty();
    }

    @Test
    void aPackageThatTheTableDoesNotKnowIsFound() {
        byte[] stranger = ClassFile.of().build(ClassDesc.of("io.imagesync.util.Made"), _ -> {});
        assertThat(Floors.broken(stranger))
                .containsExactly("io/imagesync/util/Made is in a package that no floor is laid for");
    }

    @Test
    void aPackageInsideAnotherIsUnknownToo() {
        byte[] inner = ClassFile.of().build(ClassDesc.of("io.imagesync.model.inner.Made"), _ -> {});
        assertThat(Floors.broken(inner)).hasSize(1);
    }
}
