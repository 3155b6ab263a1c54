package io.imagesync.lab.kube;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/// Who has a token.
///
/// @param mayList `nodes`, `deployments.apps`
public record User(String name, Set<String> mayList) {
    public User {
        mayList = Set.copyOf(mayList);
    }

    public static User whoMayListAll(String name) {
        return new User(
                name, Arrays.stream(Resource.values()).map(Resource::qualified).collect(Collectors.toSet()));
    }

    public User without(String resource) {
        return new User(
                name, mayList.stream().filter(one -> !one.equals(resource)).collect(Collectors.toSet()));
    }
}
