import type * as pulumi from "@pulumi/pulumi";

import type { Artifacts } from "../internal/artifacts";
import { createNamespace } from "../internal/namespace";
import { PlatformComponent } from "../internal/platform-component";
import { createRelease } from "../internal/release";
import { versions } from "../versions";
import { KEDA_NAMESPACE } from "./defaults";
import { kedaValues } from "./keda-values";

/** Arguments of `Keda`. */
export interface KedaArgs {
  /** Pool on which KEDA runs. Default: `system`. */
  readonly systemPool?: string;
  /** Mirror of the chart. Default: the original place. */
  readonly artifacts?: Artifacts;
}

/**
 * KEDA, which scales models on queues, requests, latency and GPUs, and to zero. Must be installed before KServe's
 * controller starts, which watches ScaledObjects only where their definition exists by then. Needs the ServiceMonitor
 * resource definition for its metrics.
 */
export class Keda extends PlatformComponent {
  /** Namespace of KEDA. */
  readonly namespace: pulumi.Output<string>;

  constructor(name: string, args: KedaArgs, opts?: pulumi.ComponentResourceOptions) {
    super("Keda", name, args, opts);
    const namespace = createNamespace(`${name}-namespace`, KEDA_NAMESPACE, "restricted", {
      parent: this,
    });
    this.namespace = namespace.metadata.name;
    createRelease(
      `${name}-release`,
      {
        release: "keda",
        namespace: this.namespace,
        chart: versions.charts.keda,
        artifacts: args.artifacts,
        values: kedaValues(args.systemPool ?? "system"),
      },
      { parent: this },
    );
    this.registerOutputs({ namespace: this.namespace });
  }
}
