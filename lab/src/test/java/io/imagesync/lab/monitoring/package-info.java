/// What `docs/` has for Prometheus and Grafana, against the metrics that a run writes.
@NullMarked
package io.imagesync.lab.monitoring;

import org.jspecify.annotations.NullMarked;
