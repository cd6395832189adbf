import { metricSource } from "../family";

/** The controller of KServe: the metrics of controller-runtime and its work queues. */
export const kserveController = metricSource({
  name: "kserve-controller",
  origin: "sigs.k8s.io/controller-runtime v0.23.1, pkg/internal/controller/metrics and pkg/metrics",
  metrics: {
    counter: {
      controller_runtime_reconcile_total: "controller result",
      controller_runtime_reconcile_errors_total: "controller",
      controller_runtime_terminal_reconcile_errors_total: "controller",
      controller_runtime_webhook_requests_total: "webhook code",
      workqueue_adds_total: "name controller priority",
      workqueue_retries_total: "name controller",
    },
    gauge: {
      controller_runtime_active_workers: "controller",
      workqueue_depth: "name controller priority",
      workqueue_longest_running_processor_seconds: "name controller",
    },
    histogram: {
      controller_runtime_reconcile_time_seconds: "controller",
      workqueue_queue_duration_seconds: "name controller",
    },
  },
});

/** KServe's own model servers in Python. */
export const kserveServer = metricSource({
  name: "kserve-server",
  origin: "kserve v0.20.0, python/kserve/kserve/metrics.py",
  metrics: {
    histogram: {
      request_preprocess_seconds: "model_name",
      request_predict_seconds: "model_name",
      request_postprocess_seconds: "model_name",
      request_explain_seconds: "model_name",
    },
  },
});
