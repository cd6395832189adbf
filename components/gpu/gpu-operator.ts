import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { Artifacts } from "../internal/artifacts";
import { createNamespace } from "../internal/namespace";
import { PlatformComponent } from "../internal/platform-component";
import { createRelease } from "../internal/release";
import { versions } from "../versions";
import { DCGM_COUNTERS_FILE, dcgmCountersConfigMap, dcgmCountersFile } from "./dcgm-counters";
import { gpuOperatorValues, type OperatedPool } from "./plan";

/** Arguments of `GpuOperator`. */
export interface GpuOperatorArgs {
  /** Pool on which the operator itself runs; its agents run on every GPU node. Default: `system`. */
  readonly systemPool?: string;
  /**
   * Every GPU pool of the cluster: how it shares its GPUs, and the taints that the agents have to bear. Default: none,
   * which is right for pools that share nothing and have no taints of their own.
   */
  readonly pools?: readonly OperatedPool[];
  /** Mirrors of charts and images. Default: the original places. */
  readonly artifacts?: Artifacts;
}

/**
 * The NVIDIA GPU Operator for EKS: device plugin, feature discovery and DCGM metrics on every GPU node. Without it no
 * node offers `nvidia.com/gpu`. Needs the ServiceMonitor resource definition for its metrics.
 */
export class GpuOperator extends PlatformComponent {
  /** Namespace of the operator and its agents. */
  readonly namespace: pulumi.Output<string>;

  constructor(name: string, args: GpuOperatorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("GpuOperator", name, args, opts);
    // Device plugins mount host paths, so this namespace cannot enforce less.
    const namespace = createNamespace(`${name}-namespace`, "gpu-operator", "privileged", {
      parent: this,
    });
    this.namespace = namespace.metadata.name;
    const counters = new kubernetes.core.v1.ConfigMap(
      `${name}-dcgm-counters`,
      {
        metadata: { name: dcgmCountersConfigMap, namespace: this.namespace },
        data: { [DCGM_COUNTERS_FILE]: dcgmCountersFile },
      },
      { parent: this },
    );
    createRelease(
      `${name}-release`,
      {
        release: "gpu-operator",
        namespace: this.namespace,
        chart: versions.charts.gpuOperator,
        artifacts: args.artifacts,
        values: gpuOperatorValues({
          systemPool: args.systemPool ?? "system",
          pools: args.pools ?? [],
        }),
      },
      { parent: this, dependsOn: [counters] },
    );
    this.registerOutputs({ namespace: this.namespace });
  }
}
