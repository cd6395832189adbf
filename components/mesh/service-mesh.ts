import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { Artifacts } from "../internal/artifacts";
import { customResource } from "../internal/custom-resource";
import { createNamespace } from "../internal/namespace";
import { PlatformComponent } from "../internal/platform-component";
import { below, refuse } from "../internal/problems";
import { createRelease } from "../internal/release";
import { versions } from "../versions";
import { istiodValues } from "./plan";
import { telemetrySpec, tracingProblems, type MeshTracing } from "./telemetry-plan";

/** Arguments of `ServiceMesh`. */
export interface ServiceMeshArgs {
  /** Pool on which the control plane of the mesh runs. Default: `system`. */
  readonly systemPool?: string;
  /** Whether a gateway asks for API keys: `GatewayAccess` with `apiKeys`. Default: `false`. */
  readonly apiKeys?: boolean;
  /** Which requests the proxies trace, and where they send their spans. Default: none. */
  readonly tracing?: MeshTracing;
  /** Mirrors of charts and manifests. Default: the original places. */
  readonly artifacts?: Artifacts;
}

/**
 * Istio in sidecar mode with its CNI plugin, the resource definitions of the Gateway API, mutual TLS required between
 * all pods of the mesh, and what their proxies report.
 *
 * @throws pulumi.InputPropertiesError for a share of traced requests that is none.
 */
export class ServiceMesh extends PlatformComponent {
  /** Namespace of istiod; mesh-wide policies live there. */
  readonly namespace: pulumi.Output<string>;

  constructor(name: string, args: ServiceMeshArgs, opts?: pulumi.ComponentResourceOptions) {
    const { tracing } = args;
    refuse(
      `ServiceMesh "${name}"`,
      tracing === undefined ? [] : below("tracing", tracingProblems(tracing)),
    );
    super("ServiceMesh", name, args, opts);
    const gatewayApi = new kubernetes.yaml.v2.ConfigFile(
      `${name}-gateway-api`,
      { file: args.artifacts?.gatewayApiManifest ?? versions.gatewayApi.manifest },
      { parent: this },
    );
    // The CNI agents change the network of the node.
    const namespace = createNamespace(`${name}-namespace`, "istio-system", "privileged", {
      parent: this,
    });
    this.namespace = namespace.metadata.name;

    const release = {
      namespace: this.namespace,
      artifacts: args.artifacts,
    };
    const base = createRelease(
      `${name}-base`,
      { ...release, release: "istio-base", chart: versions.charts.istioBase, values: {} },
      { parent: this },
    );
    const cni = createRelease(
      `${name}-cni`,
      { ...release, release: "istio-cni", chart: versions.charts.istioCni, values: {} },
      { parent: this, dependsOn: [base] },
    );
    const istiod = createRelease(
      `${name}-istiod`,
      {
        ...release,
        release: "istiod",
        chart: versions.charts.istiod,
        values: istiodValues({
          systemPool: args.systemPool ?? "system",
          apiKeys: args.apiKeys ?? false,
          ...(tracing && { tracing }),
        }),
      },
      { parent: this, dependsOn: [base, cni, gatewayApi] },
    );
    customResource(
      `${name}-strict-mtls`,
      {
        apiVersion: "security.istio.io/v1",
        kind: "PeerAuthentication",
        metadata: { name: "default", namespace: this.namespace },
        spec: { mtls: { mode: "STRICT" } },
      },
      { parent: this, dependsOn: [istiod] },
    );
    customResource(
      `${name}-telemetry`,
      {
        apiVersion: "telemetry.istio.io/v1",
        kind: "Telemetry",
        metadata: { name: "default", namespace: this.namespace },
        spec: telemetrySpec(tracing),
      },
      { parent: this, dependsOn: [istiod] },
    );
    this.registerOutputs({ namespace: this.namespace });
  }
}
