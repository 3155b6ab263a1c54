import static java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import static java.lang.classfile.ClassFile.DeadCodeOption;
import static java.lang.classfile.ClassFile.StackMapsOption;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// `java RaiseClasses.java JAR`: gives the class files of a jar the version of Java 8 where theirs is older, with the stack
/// maps that this version asks for, and nothing else. The archive of classes takes none that are older than Java 6
/// (docs/decisions/010-start.md).
final class RaiseClasses {
    private static final ClassTransform RAISE = ((ClassTransform) (builder, element) -> {
                if (element instanceof ClassFileVersion) {
                    builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
                } else {
                    builder.with(element);
                }
            })
            // Code is taken apart and put together anew; else it would be copied without stack maps.
            .andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL));

    public static void main(String[] args) throws IOException {
        Path jar = Path.of(args[0]);
        FileTime time = Files.getLastModifiedTime(jar);
        Path raised = Path.of(jar + ".new");
        try (ZipFile in = new ZipFile(jar.toFile());
                OutputStream file = Files.newOutputStream(raised);
                ZipOutputStream out = new ZipOutputStream(file);
                URLClassLoader classes = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
            ClassFile classFile = ClassFile.of(
                    StackMapsOption.GENERATE_STACK_MAPS,
                    DeadCodeOption.PATCH_DEAD_CODE,
                    ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(classes)));
            out.setComment("Packaged by image-sync: class files raised to version 52, otherwise as published.");
            for (ZipEntry entry : Collections.list(in.entries())) {
                try (InputStream content = in.getInputStream(entry)) {
                    ZipEntry same = new ZipEntry(entry.getName());
                    same.setTimeLocal(entry.getTimeLocal());
                    out.putNextEntry(same);
                    out.write(raised(classFile, entry.getName(), content.readAllBytes()));
                }
            }
        }
        Files.setLastModifiedTime(raised, time);
        Files.move(raised, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] raised(ClassFile classFile, String name, byte[] content) {
        if (!name.endsWith(".class")) {
            return content;
        }
        ClassModel model = classFile.parse(content);
        return model.majorVersion() < ClassFile.JAVA_8_VERSION ? classFile.transformClass(model, RAISE) : content;
    }
}
