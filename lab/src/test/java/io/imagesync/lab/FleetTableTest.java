package io.imagesync.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.EmbeddedFleet;
import org.junit.jupiter.api.Test;

class FleetTableTest {
    @Test
    void showsWhoHoldsWhat() throws Exception {
        try (EmbeddedFleet fleet = EmbeddedFleet.start(2)) {
            fleet.registry().push("nvcr.io/nvidia/pytorch:25.09-py3", 11_400_000_000L);
            fleet.registry().push("nginx", 70_000_000);
            fleet.node(0).seed("nvcr.io/nvidia/pytorch:25.09-py3", "nginx");
            fleet.node(1).seed("nginx");

            assertThat(new FleetTable(fleet.nodes()).text()).isEqualTo("""
                    IMAGE                                 SIZE  gpu01  gpu02
                    docker.io/library/nginx:latest     0.07 GB  yes    yes
                    nvcr.io/nvidia/pytorch:25.09-py3  11.40 GB  yes    -
                    """);
        }
    }
}
