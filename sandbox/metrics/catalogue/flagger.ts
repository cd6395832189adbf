import { metricSource } from "../family";

/** Flagger, which moves traffic to a new version step by step. */
export const flagger = metricSource({
  name: "flagger",
  origin: "github.com/fluxcd/flagger v1.36.1, pkg/metrics/recorder.go",
  metrics: {
    gauge: {
      flagger_info: "version mesh_provider",
      flagger_canary_total: "namespace",
      flagger_canary_status: "name namespace",
      flagger_canary_weight: "workload namespace",
      flagger_canary_metric_analysis: "name namespace metric",
    },
    histogram: { flagger_canary_duration_seconds: "name namespace" },
  },
});
