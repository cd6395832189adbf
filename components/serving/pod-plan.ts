import type { types } from "@pulumi/kubernetes";

import type { GpuPlacement } from "../gpu/request";
import { NODE_POOL_LABEL } from "../nodes/defaults";
import { podsOf, type ServiceComponent } from "./names";
import type { RuntimePlan } from "./runtimes/runtime";

/** Where the pods of a service run, and how they are replaced. */
export interface PodPlacement {
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly affinity?: types.input.core.v1.Affinity;
  readonly tolerations?: readonly types.input.core.v1.Toleration[];
  readonly topologySpreadConstraints: readonly types.input.core.v1.TopologySpreadConstraint[];
  readonly deploymentStrategy: types.input.apps.v1.DeploymentStrategy;
}

/** Security of the pods of a model: user 1000, as the images of KServe have it, and never root. */
export const podSecurity = {
  runAsNonRoot: true,
  runAsUser: 1000,
  runAsGroup: 1000,
  fsGroup: 1000,
  // A large cache is not walked through at each start.
  fsGroupChangePolicy: "OnRootMismatch",
  seccompProfile: { type: "RuntimeDefault" },
} satisfies types.input.core.v1.PodSecurityContext;

/** Placement of the pods of one component: on the pools that have its GPUs, spread over zones. */
export function podPlacement(
  service: string,
  gpu?: GpuPlacement,
  component: ServiceComponent = "predictor",
): PodPlacement {
  return {
    ...(gpu && {
      ...onPools(gpu.pools),
      tolerations: gpu.tolerations.map((toleration) => ({ ...toleration })),
    }),
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: "topology.kubernetes.io/zone",
        // A replica in a crowded zone is better than none.
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: podsOf(service, component) },
      },
    ],
    deploymentStrategy: {
      type: "RollingUpdate",
      // A surge on GPU nodes waits for a GPU that may not exist.
      rollingUpdate: gpu ? { maxSurge: 0, maxUnavailable: 1 } : { maxSurge: 1, maxUnavailable: 0 },
    },
  };
}

/** A node selector says one pool, an affinity several. */
function onPools(pools: readonly string[]): Pick<PodPlacement, "nodeSelector" | "affinity"> {
  const [only, ...others] = pools;
  if (only !== undefined && others.length === 0)
    return { nodeSelector: { [NODE_POOL_LABEL]: only } };
  const matchExpressions = [{ key: NODE_POOL_LABEL, operator: "In", values: [...pools] }];
  return {
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions }],
        },
      },
    },
  };
}

/** Annotations of the pods of a server: where the mesh finds the metrics to show with its own. */
export function podMetadata({ metrics }: Pick<RuntimePlan, "metrics">): {
  readonly annotations?: Record<string, string>;
} {
  return {
    ...(metrics && {
      annotations: {
        "prometheus.io/scrape": "true",
        "prometheus.io/port": String(metrics.port),
        "prometheus.io/path": metrics.path,
      },
    }),
  };
}
