import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { customResource } from "../internal/custom-resource";
import { PlatformComponent } from "../internal/platform-component";
import { refuse } from "../internal/problems";
import { PROMETHEUS_ADDRESS } from "../observability/defaults";
import { modelServiceDefaults } from "../serving/defaults";
import type { ServiceComponent } from "../serving/names";
import { planAutoscaler, type AutoscalerPlan } from "./plan";
import { autoscalingProblems } from "./rules";
import type { ReplicaGpu, RuntimeMetrics, Scaling } from "./scaling";

/** Arguments of `Autoscaler`. All of them shape the one object that is made, so they are plain. */
export interface AutoscalerArgs {
  /** Namespace of the InferenceService. */
  readonly namespace: string;
  /**
   * Name of the InferenceService. It must carry the annotation `serving.kserve.io/autoscalerClass: external`, so that
   * KServe makes no autoscaler of its own. With KEDA at most 47 characters, else 56.
   */
  readonly service: string;
  /** Component that is scaled. Default: `predictor`. */
  readonly component?: ServiceComponent;
  /** How replicas follow the load. */
  readonly scaling: Scaling;
  /** Which runtime metrics the pods export. Default: `none`. */
  readonly metrics?: RuntimeMetrics;
  /** The GPUs of a replica. Default: none. */
  readonly gpu?: ReplicaGpu;
  /**
   * Seconds until a new replica has loaded the model: the budget of its startup probe. Default: 300, that of
   * `ModelService`.
   */
  readonly startupSeconds?: number;
  /** URL of the Prometheus that KEDA asks. Default: the one of `Observability`. */
  readonly prometheusAddress?: string;
}

/**
 * The one owner of the replica count of a model: a HorizontalPodAutoscaler, or a ScaledObject of KEDA. Scales the
 * Deployment that KServe makes in Standard mode. A ScaledObject needs `Keda`.
 *
 * @throws pulumi.InputPropertiesError naming everything that is wrong with the scaling; nothing is registered then.
 */
export class Autoscaler extends PlatformComponent {
  /** Name of the owner. */
  readonly ownerName: pulumi.Output<string>;
  /** Kind of the owner. */
  readonly ownerKind: AutoscalerPlan["kind"];

  constructor(name: string, args: AutoscalerArgs, opts?: pulumi.ComponentResourceOptions) {
    const request = {
      ...args,
      metrics: args.metrics ?? "none",
      startupSeconds: args.startupSeconds ?? modelServiceDefaults.startupSeconds,
      prometheusAddress: args.prometheusAddress ?? PROMETHEUS_ADDRESS,
    };
    refuse(`Autoscaler "${name}"`, autoscalingProblems(request));
    super("Autoscaler", name, args, opts);

    const plan = planAutoscaler(request);
    this.ownerKind = plan.kind;
    this.ownerName = this.#createOwner(name, plan).metadata.name;
    this.registerOutputs({ ownerName: this.ownerName, ownerKind: this.ownerKind });
  }

  #createOwner(
    name: string,
    plan: AutoscalerPlan,
  ): kubernetes.autoscaling.v2.HorizontalPodAutoscaler | kubernetes.apiextensions.CustomResource {
    if (plan.kind === "ScaledObject") {
      return customResource(
        `${name}-scaled-object`,
        { apiVersion: "keda.sh/v1alpha1", ...plan },
        { parent: this },
      );
    }
    return new kubernetes.autoscaling.v2.HorizontalPodAutoscaler(
      `${name}-horizontal-pod-autoscaler`,
      { metadata: plan.metadata, spec: plan.spec },
      { parent: this },
    );
  }
}
