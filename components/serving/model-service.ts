import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { Autoscaler } from "../autoscaling/autoscaler";
import { customResource } from "../internal/custom-resource";
import { PlatformComponent } from "../internal/platform-component";
import { refuse } from "../internal/problems";
import { sloGateOf, type SloGate } from "../observability/slo/slo-gate";
import { createSloRules } from "../observability/slo/slo-resource";
import type { WatchedModel } from "../observability/slo/missing-metrics";
import { createMultiNodeModel } from "./multi-node/multi-node-model";
import { isMultiNode } from "./multi-node/multi-node-request";
import { autoscalerOf, companionAutoscalerOf } from "./replicas";
import { modelHost, podsOf, workloadName } from "./names";
import { planInferenceService } from "./plan";
import type { ModelServiceRequest, ModelServing, RuntimeChoice } from "./request";
import { modelServiceProblems } from "./rules";
import type { ServingTarget } from "./serving-target";
import { isFetched, readableProblems, sourceEgress } from "./source-access";

/**
 * Arguments of `ModelService`: where it is served, what it is called, what serves it, where the model is, what it needs
 * and how it scales. What shapes the objects is plain.
 */
export type ModelServiceArgs = ModelServing &
  RuntimeChoice & {
    /** Where it is served: `InferencePlatform.servingTarget(tenant)`. */
    readonly target: ServingTarget;
    /**
     * Where the model is: `s3://<bucket>/<prefix>`, `pvc://<claim>/<folder>` (see `ModelRepository.storageUri`),
     * `oci://<image>`, `hf://<organisation>/<model>:<commit>`, `gs://` or `https://`. One that becomes known later has to
     * be a claim, because how the others are fetched shapes the pods. Default: none, which only a custom container may
     * have.
     */
    readonly source?: pulumi.Input<string>;
  };

/**
 * One model behind the gateway: an InferenceService of KServe in Standard mode (Deployment, Service, route) and the one
 * autoscaler that sets its replicas, or over several nodes a LeaderWorkerSet with Service and route; a disruption
 * budget, the opening through which the model is fetched, and with `slo` the rules by which Prometheus watches what is
 * promised. Needs `ServingPlatform` and a `Tenant`, with `slo` also `Observability`. `up` does not wait until the model is
 * ready: its weights may come later.
 *
 * @throws pulumi.InputPropertiesError naming each wrong name, URI, quantity, size and combination; nothing is registered
 * then.
 */
export class ModelService extends PlatformComponent {
  /** Name of the InferenceService, or of the LeaderWorkerSet. */
  readonly service: pulumi.Output<string>;
  readonly namespace: pulumi.Output<string>;
  /** Where callers ask it, for instance `https://scorer-fraud.models.example.com`. */
  readonly url: string;
  /** What a rollout of this service has to hold: a check for each objective, and none without `slo`. */
  readonly sloGate: SloGate;

  constructor(name: string, args: ModelServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    const request = requestOf(args);
    refuse(`ModelService "${name}"`, [
      ...modelServiceProblems(request),
      ...readableProblems(request.source, args.target.readableBuckets),
    ]);
    super("ModelService", name, args, opts);

    const { target, service } = args;
    const server = this.#createServer(name, request, args);
    this.#createAutoscalers(name, request, server);
    this.#createDisruptionBudget(name, request);
    this.#openSource(name, request);
    const { runbookBaseUrl } = target;
    const model = watchedModel(request);
    if (request.slo !== undefined) {
      createSloRules(`${name}-slo`, request.slo, model, runbookBaseUrl, { parent: this });
    }
    this.sloGate = sloGateOf(request.slo, model);
    this.service = server.metadata.name;
    this.namespace = pulumi.output(target.namespace);
    this.url = `${target.gateway.scheme}://${modelHost(service, target.namespace, target.gateway.domain)}`;
    this.registerOutputs({ service: this.service, namespace: this.namespace, url: this.url });
  }

  #createServer(
    name: string,
    request: ModelServiceRequest,
    args: ModelServiceArgs,
  ): kubernetes.apiextensions.CustomResource {
    const { serviceAccountName, imageRegistry, gateway } = args.target;
    const model = checkedSource(args);
    if (isMultiNode(request) && model !== undefined) {
      const inputs = { source: model, serviceAccountName, imageRegistry, domain: gateway.domain };
      return createMultiNodeModel(name, request, inputs, { parent: this });
    }
    const plan = planInferenceService(request, {
      ...(model !== undefined && { source: model }),
      serviceAccountName,
    });
    return customResource(
      `${name}-inference-service`,
      {
        apiVersion: "serving.kserve.io/v1beta1",
        kind: "InferenceService",
        metadata: {
          name: request.service,
          namespace: request.namespace,
          annotations: { ...plan.annotations },
        },
        spec: plan.spec,
      },
      { parent: this },
    );
  }

  #createAutoscalers(name: string, request: ModelServiceRequest, scaled: pulumi.Resource): void {
    const opts = { parent: this, dependsOn: [scaled] };
    if (!isMultiNode(request)) {
      new Autoscaler(`${name}-autoscaler`, autoscalerOf(request), opts);
    }
    for (const component of ["transformer", "explainer"] as const) {
      const part = request[component];
      if (part === undefined) continue;
      const args = companionAutoscalerOf(request, component, part);
      new Autoscaler(`${name}-${component}-autoscaler`, args, opts);
    }
  }

  /** One pod at a time may be evicted, and one that is not ready anyhow: a budget that allows none blocks every drain. */
  #createDisruptionBudget(name: string, { service, namespace }: ModelServiceRequest): void {
    new kubernetes.policy.v1.PodDisruptionBudget(
      `${name}-disruption-budget`,
      {
        metadata: { name: workloadName(service), namespace },
        spec: {
          maxUnavailable: 1,
          unhealthyPodEvictionPolicy: "AlwaysAllow",
          selector: { matchLabels: podsOf(service) },
        },
      },
      { parent: this },
    );
  }

  #openSource(name: string, { service, namespace, source }: ModelServiceRequest): void {
    if (!isFetched(source)) return;
    new kubernetes.networking.v1.NetworkPolicy(
      `${name}-source`,
      {
        metadata: { name: `${service}-source`, namespace },
        spec: sourceEgress(podsOf(service)),
      },
      { parent: this },
    );
  }
}

function requestOf(args: ModelServiceArgs): ModelServiceRequest {
  const { target, source, ...model } = args;
  return {
    ...model,
    namespace: target.namespace,
    gpuOffers: target.gpuOffers,
    ...(target.traceCollector !== undefined && { traceCollector: target.traceCollector }),
    hasSource: source !== undefined,
    ...(typeof source === "string" && { source }),
  };
}

/** Callers reach the container before the model, where there is one. */
function watchedModel(request: ModelServiceRequest): WatchedModel {
  return {
    namespace: request.namespace,
    service: request.service,
    entry: request.transformer === undefined ? "predictor" : "transformer",
    multiNode: isMultiNode(request),
  };
}

/** A source that becomes known later was planned as a claim; buckets that do are compared once they are known. */
function checkedSource({ source, target }: ModelServiceArgs): pulumi.Input<string> | undefined {
  if (source === undefined) return undefined;
  if (typeof source !== "string") return pulumi.output(source).apply(claimOnly);
  const { readableBuckets = [] } = target;
  if (!source.startsWith("s3://") || readableBuckets.length === 0) return source;
  return pulumi.output(readableBuckets).apply((readable) => {
    const [problem] = readableProblems(source, readable);
    return problem === undefined ? source : refuseSource(problem.reason);
  });
}

function claimOnly(uri: string): string {
  if (uri.startsWith("pvc://")) return uri;
  return refuseSource(
    "becomes known only while it is deployed, and is not a claim. Write pvc://<claim>/<folder>, or give the URI as plain text.",
  );
}

/** The engine drops the path of a property here, so the reason says it. */
function refuseSource(reason: string): never {
  throw new pulumi.InputPropertyError({ propertyPath: "source", reason: `source ${reason}` });
}
