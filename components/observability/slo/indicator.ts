import { workloadName } from "../../serving/names";
import { FAILED_GRPC_STATUSES, FAILED_RESPONSE_CODES } from "../failed-requests";
import { bucketMatcher } from "./latency-limits";
import type { LatencyObjective, Objective } from "./objective";

/** The service that is measured. */
export interface MeasuredModel {
  readonly namespace: string;
  /** Name of the InferenceService, or of the LeaderWorkerSet. */
  readonly service: string;
  /** What answers at the Service that callers reach: the model itself, or the container before it. */
  readonly entry: "predictor" | "transformer";
}

/** Requests that failed: what a status of HTTP says, where there was an answer, or else one of gRPC. */
const failed = [
  `response_code=~"${FAILED_RESPONSE_CODES}"`,
  `grpc_response_status=~"${FAILED_GRPC_STATUSES}"`,
];

const succeeded = failed.map((matcher) => matcher.replace("=~", "!~")).join(",");

/** Requests as they enter: counted by who sends them, who also counts what nobody answered. */
export function entrySelector({ namespace, service, entry }: MeasuredModel): string {
  return `reporter="source",destination_service_namespace="${namespace}",destination_service_name="${workloadName(service, entry)}"`;
}

/** Rate of the requests that an objective is about; without traffic 0, and none where the series are missing. */
export function requestRate(objective: Objective, model: MeasuredModel, window: string): string {
  if (objective.kind === "availability")
    return sum("istio_requests_total", entrySelector(model), window);
  const { metric, selector } = histogramOf(objective, model);
  return sum(`${metric}_count`, selector, window);
}

/** Rate of the bad ones among these; 0 where all are good, and none where it is not known. */
export function errorRate(objective: Objective, model: MeasuredModel, window: string): string {
  const requests = requestRate(objective, model, window);
  if (objective.kind === "availability") {
    const [http, grpc] = failed.map(
      (matcher) => `rate(istio_requests_total{${entrySelector(model)},${matcher}}[${window}])`,
    );
    // A series of failures begins with the first one.
    return `sum(${http} or ${grpc}) or 0 * ${requests}`;
  }
  const { metric, selector, unit } = histogramOf(objective, model);
  const bucket = `${selector},${bucketMatcher(objective.limit / unit)}`;
  // The two sums are read one after the other.
  return `clamp_min(${requests} - ${sum(`${metric}_bucket`, bucket, window)}, 0)`;
}

/** The histogram that measures a latency, and how many milliseconds its unit has. */
export function histogramOf(
  { kind }: LatencyObjective,
  model: MeasuredModel,
): { readonly metric: string; readonly selector: string; readonly unit: 1 | 1_000 } {
  return kind === "latency"
    ? {
        metric: "istio_request_duration_milliseconds",
        selector: `${entrySelector(model)},${succeeded}`,
        unit: 1,
      }
    : {
        metric: "vllm:time_to_first_token_seconds",
        selector: `namespace="${model.namespace}",model_service="${model.service}"`,
        unit: 1_000,
      };
}

function sum(metric: string, selector: string, window: string): string {
  return `sum(rate(${metric}{${selector}}[${window}]))`;
}
