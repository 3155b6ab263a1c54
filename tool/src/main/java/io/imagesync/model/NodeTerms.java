package io.imagesync.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// On which nodes the pods of a workload may run: its `nodeSelector` and its required node affinity, by the rules of
/// `k8s.io/component-helpers/scheduling/corev1/nodeaffinity`.
///
/// @param anyOf terms of which one has to hold, each with all of its requirements; empty when nothing is required
public record NodeTerms(List<List<Requirement>> anyOf) {
    public static final NodeTerms NONE = new NodeTerms(List.of());

    public NodeTerms {
        anyOf = anyOf.stream().map(List::copyOf).toList();
    }

    /// Whether they may run on that node. A term without requirements takes none.
    public boolean allow(ClusterNode node) {
        return anyOf.isEmpty()
                || anyOf.stream()
                        .anyMatch(term -> !term.isEmpty() && term.stream().allMatch(one -> one.holds(node)));
    }

    /// The operators of node selector requirements in the Kubernetes API.
    public enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        DOES_NOT_EXIST,
        GT,
        LT
    }

    /// @param field whether the key is `metadata.name` instead of a label's
    public record Requirement(String key, boolean field, Operator operator, List<String> values) {
        private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,18}");

        public Requirement {
            values = List.copyOf(values);
        }

        private boolean holds(ClusterNode node) {
            Optional<String> is = field
                    ? Optional.of(node.name())
                    : Optional.ofNullable(node.labels().get(key));
            return switch (operator) {
                case IN -> is.filter(values::contains).isPresent();
                case NOT_IN -> is.filter(values::contains).isEmpty();
                case EXISTS -> is.isPresent();
                case DOES_NOT_EXIST -> is.isEmpty();
                case GT -> is.isPresent() && compared(is.get()) > 0;
                case LT -> is.isPresent() && compared(is.get()) < 0;
            };
        }

        /// The text as a number against the one value; 0 where one of them is no integer.
        private int compared(String text) {
            OptionalLong is = integer(text);
            OptionalLong to = values.size() == 1 ? integer(values.getFirst()) : OptionalLong.empty();
            return is.isPresent() && to.isPresent() ? Long.compare(is.getAsLong(), to.getAsLong()) : 0;
        }

        private static OptionalLong integer(String text) {
            return INTEGER.matcher(text).matches() ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
        }
    }
}
