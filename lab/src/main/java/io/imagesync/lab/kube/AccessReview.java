package io.imagesync.lab.kube;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/// The question whether one may do something, a SelfSubjectAccessReview.
///
/// @param resource `nodes`, `deployments.apps`
record AccessReview(String verb, String resource) {
    /// With which the API's protobuf begins.
    private static final byte[] MAGIC = {'k', '8', 's', 0};

    /// As JSON, or as protobuf, which newer clients send.
    static AccessReview parse(byte[] body) throws IOException {
        if (Arrays.equals(body, 0, Math.min(4, body.length), MAGIC, 0, MAGIC.length)) {
            byte[] review = part(Arrays.copyOfRange(body, MAGIC.length, body.length), 2);
            byte[] attributes = part(part(review, 2), 1);
            return of(text(attributes, 2), text(attributes, 5), text(attributes, 3));
        }
        Tree review = Tree.parse(new String(body, StandardCharsets.UTF_8));
        return of(
                review.text("spec.resourceAttributes.verb").orElse(""),
                review.text("spec.resourceAttributes.resource").orElse(""),
                review.text("spec.resourceAttributes.group").orElse(""));
    }

    private static AccessReview of(String verb, String resource, String group) {
        return new AccessReview(verb, group.isEmpty() ? resource : resource + "." + group);
    }

    private static String text(byte[] message, int field) throws IOException {
        return new String(part(message, field), StandardCharsets.UTF_8);
    }

    /// Bytes of a field, none where it is not there.
    private static byte[] part(byte[] message, int field) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == field) {
                return in.readByteArray();
            }
            in.skipField(tag);
        }
        return new byte[0];
    }

    Tree answer(User user) {
        return new Tree(Map.of("kind", "SelfSubjectAccessReview", "apiVersion", "authorization.k8s.io/v1"))
                .with("spec", Map.of())
                .with("status.allowed", verb.equals("list") && user.mayList().contains(resource));
    }
}
