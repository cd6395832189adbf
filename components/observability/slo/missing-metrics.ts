import { workloadName } from "../../serving/names";
import type { AlertRule } from "../rules/rule";
import { entrySelector, type MeasuredModel } from "./indicator";
import type { Objective } from "./objective";

/** A model whose objectives are watched. */
export interface WatchedModel extends MeasuredModel {
  /** Whether it is a LeaderWorkerSet, whose pods have no proxy. */
  readonly multiNode: boolean;
}

/**
 * Tells that the objectives of a model are blind: without it, missing series would look like a model that nobody asks.
 * One alert a model, because what is missing concerns all of its objectives.
 */
export function missingMetricsAlert(
  model: WatchedModel,
  objectives: readonly Objective[],
): AlertRule {
  const { namespace, service } = model;
  return {
    alert: "ModelSloMetricsMissing",
    expr: [
      gatewayIsSilent,
      podsAreSilent(model),
      entryIsSilent(model),
      ...histogramsAreSilent(model, objectives),
      indicatorIsSilent(model),
    ].join("\nor\n"),
    // A rollout replaces every pod, and its targets are found and scraped within a few minutes.
    for: "15m",
    severity: "warning",
    owner: "platform",
    labels: { namespace, model_service: service },
    summary: `The objectives of ${namespace}/${service} are not measured`,
    description: `Neither availability nor latency of ${namespace}/${service} is known, and its error budget is not watched: the gateway or the pods are not scraped, or requests are answered that nothing counts at the entry.`,
  };
}

const gatewayIsSilent = `absent(up{job="gateway"} == 1)`;

function podsAreSilent(model: WatchedModel): string {
  return `(${readyPods(model)} > 0) unless count(up{job="models",${ofModel(model)},component="predictor"} == 1)`;
}

function readyPods({ namespace, service, multiNode }: WatchedModel): string {
  return multiNode
    ? `sum(kube_pod_status_ready{namespace="${namespace}",pod=~"${service}-[0-9]+",condition="true"})`
    : `sum(kube_deployment_status_replicas_ready{namespace="${namespace}",deployment="${workloadName(service)}"})`;
}

/** Those who answer count requests, and those who send them do not. */
function entryIsSilent(model: WatchedModel): string {
  const answered = model.multiNode
    ? `vllm:request_success_total{${ofModel(model)}}`
    : `istio_requests_total{${entrySelector(model).replace("source", "destination")}}`;
  return `(sum(rate(${answered}[15m])) > 0) unless (${entryRate(model)} > 0)`;
}

/** Requests are counted, and how long they take is not. */
function histogramsAreSilent(model: WatchedModel, objectives: readonly Objective[]): string[] {
  const kinds = new Set(objectives.map(({ kind }) => kind));
  const histograms = [
    ...(kinds.has("latency")
      ? [`istio_request_duration_milliseconds_count{${entrySelector(model)}}`]
      : []),
    ...(kinds.has("timeToFirstToken")
      ? [`vllm:time_to_first_token_seconds_count{${ofModel(model)}}`]
      : []),
  ];
  return histograms.map((histogram) => `(${entryRate(model)} > 0) unless count(${histogram})`);
}

/** Requests are counted, and the bucket on which an objective stands is not there. */
function indicatorIsSilent(model: WatchedModel): string {
  return `count(slo:requests:rate5m{${ofModel(model)}} > 0 unless slo:errors:rate5m)`;
}

function entryRate(model: WatchedModel): string {
  return `sum(rate(istio_requests_total{${entrySelector(model)}}[15m]))`;
}

function ofModel({ namespace, service }: WatchedModel): string {
  return `namespace="${namespace}",model_service="${service}"`;
}
