package io.imagesync.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.Finding;
import io.imagesync.model.NodeName;
import io.imagesync.model.Result;
import io.imagesync.model.RuntimeAccess;
import io.imagesync.model.RuntimeSettings;
import io.imagesync.node.FakeHost;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeDoctorNameTest {
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private static Finding look(ConnectFailure failure, Optional<String> known) throws InterruptedException {
        NodeDoctor doctor = new NodeDoctor(
                (_, _) -> new FakeHost(new Result.Failed<>(failure)),
                new RuntimeSettings(RuntimeAccess.AUTO, List.of("crictl"), Optional.empty(), false),
                false,
                new CrioPins(List.of(), _ -> false),
                1,
                LIMIT,
                80,
                () -> 0,
                node -> known.map(words -> words + " for " + node));
        return doctor.examine(List.of(new NodeName("a")), _ -> List.of()).getFirst();
    }

    @Test
    void whoKnowsAnotherAddressIsAskedForTheRemedyOfANameThatDoesNotResolve() throws Exception {
        ConnectFailure absent = new ConnectFailure.NameNotResolved("a");
        assertThat(look(absent, Optional.of("another")).remedy()).isEqualTo("another for a");
        assertThat(look(absent, Optional.empty()).remedy()).startsWith("check the spelling");
    }

    @Test
    void otherFailuresKeepTheirs() throws Exception {
        assertThat(look(new ConnectFailure.Refused("a"), Optional.of("another")).remedy())
                .startsWith("check that sshd runs");
    }
}
