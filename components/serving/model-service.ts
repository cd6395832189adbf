import * as pulumi from "@pulumi/pulumi";

import type { GpuOffer } from "../gpu/offers";
import type { GpuRequest } from "../gpu/request";
import { customResource } from "../internal/custom-resource";
import { PlatformComponent } from "../internal/platform-component";
import { refuse } from "../internal/problems";
import type { Cpu, Memory } from "../internal/units";
import { modelServiceDefaults } from "./defaults";
import { planPredictor, type ModelFormat, type ModelServiceRequest } from "./plan";
import { modelServiceProblems } from "./rules";

/** Arguments of `ModelService`. What shapes the InferenceService is plain. */
export interface ModelServiceArgs {
  /** Name of the model's service: a part of its host. Together with the namespace at most 52 characters. */
  readonly service: string;
  /** Namespace of the tenant. Plain: it is a part of the host name, whose length is checked. */
  readonly namespace: string;
  /** ServiceAccount of the pods: the one of the tenant. */
  readonly serviceAccountName: pulumi.Input<string>;
  /** What serves the model. Triton, through KServe, on CPU or GPU. */
  readonly runtime: "triton";
  /** Where the model is: `pvc://<claim>/<model>` (see `ModelRepository.storageUri`), or `s3://`, `oci://`, `hf://`, `gs://`, `https://`. */
  readonly storageUri: pulumi.Input<string>;
  /** Format of the model. Default: `triton`, a repository that may hold any backend. */
  readonly modelFormat?: ModelFormat;
  /** What one replica gets. Request and limit are equal. */
  readonly resources: { readonly cpu: Cpu; readonly memory: Memory };
  /**
   * GPUs of one replica, for instance `{ name: "l4" }`, `{ name: "l4", fraction: "1/4" }` or `{ migProfile: "1g.10gb" }`.
   * Default: none, the model runs on the CPU.
   */
  readonly gpu?: GpuRequest;
  /** What the GPU pools offer: `InferencePlatform.gpuOffers`. Needed with `gpu`. */
  readonly gpuOffers?: readonly GpuOffer[];
  /** Fewest and most replicas. Added above 70 percent of the requested CPU. Default: 1 to 3. */
  readonly replicas?: { readonly min: number; readonly max: number };
  /** Seconds until the model must be loaded. Default: 300. */
  readonly startupSeconds?: number;
  /** Seconds that a request may take; pods drain that long. Default: 60, that of KServe's routes. */
  readonly requestTimeoutSeconds?: number;
}

/**
 * One model behind the gateway: an InferenceService of KServe in Standard mode (Deployment, Service, autoscaler, route).
 * Needs `ServingPlatform` and a `Tenant`. `up` does not wait until the model is ready: its weights may come later.
 *
 * @throws pulumi.InputPropertiesError naming each wrong name, URI, quantity and size; nothing is registered then.
 */
export class ModelService extends PlatformComponent {
  /** Name of the InferenceService. */
  readonly service: pulumi.Output<string>;
  readonly namespace: pulumi.Output<string>;

  constructor(name: string, args: ModelServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    const request = requestOf(args);
    refuse(`ModelService "${name}"`, modelServiceProblems(request));
    super("ModelService", name, args, opts);

    const inferenceService = customResource(
      `${name}-inference-service`,
      {
        apiVersion: "serving.kserve.io/v1beta1",
        kind: "InferenceService",
        metadata: {
          name: args.service,
          namespace: args.namespace,
          annotations: {
            "serving.kserve.io/deploymentMode": "Standard",
            "serving.kserve.io/autoscalerClass": "hpa",
          },
        },
        spec: { predictor: planPredictor(request, args) },
      },
      { parent: this },
    );
    this.service = inferenceService.metadata.name;
    this.namespace = pulumi.output(args.namespace);
    this.registerOutputs({ service: this.service, namespace: this.namespace });
  }
}

function requestOf(args: ModelServiceArgs): ModelServiceRequest {
  const { service, namespace, resources, gpu, gpuOffers, startupSeconds, requestTimeoutSeconds } =
    args;
  return {
    service,
    namespace,
    modelFormat: args.modelFormat ?? "triton",
    storageUri: typeof args.storageUri === "string" ? args.storageUri : undefined,
    resources,
    gpu,
    gpuOffers,
    replicas: args.replicas ?? modelServiceDefaults.replicas,
    startupSeconds,
    requestTimeoutSeconds,
  };
}
