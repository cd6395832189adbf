import { FAILED_GRPC_STATUSES, FAILED_RESPONSE_CODES } from "../failed-requests";
import { extractLabel, copyLabel } from "./labels";
import type { RecordingRule, RuleGroup } from "./rule";

/** Names that KServe gives the Services of a model, and so Istio the destinations. */
const destination = "(.+)-(predictor|transformer)";

/** Every request is counted where it is sent: once, and also when no replica could answer. */
const sent = `reporter="source",destination_service_name=~"${destination}"`;

/** Sum of the rates of a metric of Istio by model and component. */
function ratePerService(metric: string, matchers = ""): string {
  const selector = `${metric}{${sent}${matchers}}`;
  return perService(`sum by (${destinationLabels}) (rate(${selector}[5m]))`);
}

const destinationLabels = "destination_service_namespace, destination_service_name";

/** Elements by destination as elements by namespace, model and component. */
function perService(expr: string): string {
  const service = "destination_service_name";
  const named = extractLabel(
    extractLabel(expr, service, destination, "model_service"),
    service,
    destination,
    "component",
    "$2",
  );
  return `sum by (namespace, model_service, component) (${copyLabel(named, "destination_service_namespace", "namespace")})`;
}

/** A model that nobody calls has no latency: its quantile is NaN, which the comparison drops. */
function quantileRule(percent: number): RecordingRule {
  const answered = `istio_request_duration_milliseconds_bucket{${sent},response_code!~"${FAILED_RESPONSE_CODES}"}`;
  const buckets = `sum by (${destinationLabels}, le) (rate(${answered}[5m]))`;
  return {
    record: `model_service:request_duration_milliseconds:p${percent}_rate5m`,
    expr: `${perService(`histogram_quantile(${percent / 100}, ${buckets})`)} >= 0`,
  };
}

/**
 * Requests of users as they enter the mesh, by `namespace`, `model_service` and `component`. Latency is that of answered
 * requests, as in the trigger `p95Latency` of the autoscaler: a refusal is fast and would hide that answers are slow.
 */
export const modelServiceRules: RuleGroup = {
  name: "model-service",
  rules: [
    {
      record: "model_service:requests:rate5m",
      expr: ratePerService("istio_requests_total"),
    },
    {
      // A request of gRPC can fail with the code 200, and with both; the union counts it once.
      record: "model_service:request_errors:rate5m",
      expr: `${perService(
        `sum by (${destinationLabels}) (rate(istio_requests_total{${sent},response_code=~"${FAILED_RESPONSE_CODES}"}[5m]) or rate(istio_requests_total{${sent},request_protocol="grpc",grpc_response_status=~"${FAILED_GRPC_STATUSES}"}[5m]))`,
      )} or 0 * model_service:requests:rate5m`,
    },
    {
      record: "model_service:request_error_ratio:rate5m",
      expr: "model_service:request_errors:rate5m / (model_service:requests:rate5m > 0)",
    },
    ...[50, 95, 99].map(quantileRule),
    {
      record: "model_service:response_bytes:rate5m",
      expr: ratePerService("istio_response_bytes_sum"),
    },
  ],
};
