import type { ChartValues } from "../internal/release";
import { NODE_POOL_LABEL } from "../nodes/defaults";

/** Values of KEDA: on the system pool, with metrics, and with no more rights than scaling Deployments takes. */
export function kedaValues(systemPool: string): ChartValues {
  const scraped = { enabled: true, serviceMonitor: { enabled: true } };
  return {
    nodeSelector: { [NODE_POOL_LABEL]: systemPool },
    // One leads, the other takes over within seconds. The metrics server has one: Kubernetes uses a single one.
    operator: { replicaCount: 2 },
    prometheus: { operator: scraped, metricServer: scraped, webhooks: scraped },
    // By default KEDA may read every object of the cluster, Secrets too, and scale every kind: only Deployments are scaled here.
    rbac: { enabledCustomScaledRefKinds: false },
    permissions: {
      operator: { restrict: { secret: true } },
      metricServer: { restrict: { secret: true } },
    },
  };
}
