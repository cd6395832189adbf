import { metricSource } from "../family";

const scaler = "namespace metric scaledObject scaler triggerIndex type";

/** The operator of KEDA. */
export const keda = metricSource({
  name: "keda",
  origin: "github.com/kedacore/keda/v2 v2.21.0, pkg/metricscollector/prommetrics.go",
  metrics: {
    gauge: {
      keda_build_info: "version git_commit goversion goos goarch",
      keda_scaler_metrics_value: scaler,
      keda_scaler_metrics_latency_seconds: scaler,
      keda_scaler_active: scaler,
      keda_scaled_object_paused: "namespace scaledObject",
      keda_trigger_registered_total: "type",
      keda_resource_registered_total: "type namespace",
      keda_internal_scale_loop_latency_seconds: "namespace type resource",
    },
    counter: {
      keda_scaler_detail_errors_total: scaler,
      keda_scaled_object_errors_total: "namespace scaledObject",
      keda_scaler_empty_upstream_responses_total:
        "namespace scaledResource triggerName metricName resourceType ignoreNullValues",
    },
  },
});
