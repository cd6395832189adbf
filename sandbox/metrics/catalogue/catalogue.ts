import type { MetricFamily, MetricSource } from "../family";
import { certManager } from "./cert-manager";
import { dcgm } from "./dcgm";
import { flagger } from "./flagger";
import { istiod, istioProxy } from "./istio";
import { karpenter } from "./karpenter";
import { keda } from "./keda";
import { kserveController, kserveServer } from "./kserve";
import { kubeStateMetrics } from "./kube-state-metrics";
import { kubelet } from "./kubelet";
import { alertmanager, fluentBit, loki, prometheus, tracing } from "./platform-health";
import { scraping } from "./scraping";
import { triton } from "./triton";
import { vllm } from "./vllm";

/** Every exporter of the platform with the metrics that it has. */
export const metricSources: readonly MetricSource[] = [
  alertmanager,
  certManager,
  dcgm,
  flagger,
  fluentBit,
  istiod,
  istioProxy,
  karpenter,
  keda,
  kserveController,
  kserveServer,
  kubelet,
  kubeStateMetrics,
  loki,
  prometheus,
  scraping,
  tracing,
  triton,
  vllm,
];

/** The families of all exporters; several exporters may have one of the same name. */
export const metricFamilies: readonly MetricFamily[] = metricSources.flatMap(
  ({ families }) => families,
);
