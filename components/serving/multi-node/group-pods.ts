import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";

import type { GpuPlacement } from "../../gpu/request";
import { imageRepository } from "../../internal/artifacts";
import { versions } from "../../versions";
import { podsOf } from "../names";
import { drainSeconds } from "../plan";
import { podMetadata, podPlacement, podSecurity } from "../pod-plan";
import { planRuntime } from "../runtimes/catalogue";
import { ports, type RuntimePlan } from "../runtimes/runtime";
import { vllmEnvironment } from "../runtimes/vllm";
import { servedModel, serverContainer } from "../server-plan";
import { volumesOf } from "../volumes";
import { modelMount } from "./model-mount";
import type { MultiNodeRequest } from "./multi-node-request";
import { leaderCommand, workerCommand, workerPreStop } from "./rendezvous";

type Container = types.input.core.v1.Container;
type PodTemplate = types.input.core.v1.PodTemplateSpec;

/** What the pods of a group get beside their request. */
export interface GroupInputs {
  readonly source: Input<string>;
  readonly serviceAccountName: Input<string>;
  /** Mirror of images. */
  readonly imageRegistry: string | undefined;
}

/** The pods of one group: the same but for what vLLM is started as. Expects valid arguments (`../rules.ts`). */
export function groupPods(
  request: MultiNodeRequest,
  placement: GpuPlacement,
  inputs: GroupInputs,
): { readonly leader: PodTemplate; readonly worker: PodTemplate } {
  const runtime = planRuntime(request.runtime, servedModel(request, placement.count));
  const pod = podSpec(request, placement, inputs, runtime);
  const { startupProbe, readinessProbe, livenessProbe, ...container } = serverOf(
    request,
    placement,
    inputs,
    runtime,
  );
  const labels = {
    ...podsOf(request.service),
    // vLLM and NCCL talk from pod to pod on ports of their own choice, which strict mutual TLS would cut.
    "sidecar.istio.io/inject": "false",
  };
  return {
    leader: {
      metadata: { labels, ...podMetadata(runtime) },
      spec: {
        ...pod,
        containers: [
          {
            ...container,
            command: leaderCommand,
            ports: ports(["http"]),
            startupProbe,
            readinessProbe,
            livenessProbe,
          },
        ],
      },
    },
    // A worker listens to nobody who could be asked: the leader fails with it, and the group starts anew.
    worker: {
      metadata: { labels },
      spec: {
        ...pod,
        containers: [
          { ...container, command: workerCommand, lifecycle: { preStop: workerPreStop } },
        ],
      },
    },
  };
}

function serverOf(
  request: MultiNodeRequest,
  placement: GpuPlacement,
  { source, imageRegistry }: GroupInputs,
  runtime: RuntimePlan,
): Container {
  const { repository, tag } = versions.images.vllm;
  const mirror = imageRegistry === undefined ? undefined : { imageRegistry };
  const volumes = volumesOf(request, runtime);
  const { env = [], ...server } = serverContainer(request, { placement, runtime, volumes });
  return {
    name: "vllm",
    image: `${imageRepository(repository, mirror)}:${tag}`,
    ...server,
    env: [...vllmEnvironment.map(([name, value]) => ({ name, value })), ...env],
    volumeMounts: [modelMount(source).mount, ...volumes.mounts],
  };
}

function podSpec(
  request: MultiNodeRequest,
  placement: GpuPlacement,
  { source, serviceAccountName }: GroupInputs,
  runtime: RuntimePlan,
): Omit<types.input.core.v1.PodSpec, "containers"> {
  const { service, priorityClassName } = request;
  const { nodeSelector, affinity, tolerations } = podPlacement(service, placement);
  return {
    serviceAccountName,
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: drainSeconds(request),
    ...(priorityClassName !== undefined && { priorityClassName }),
    securityContext: podSecurity,
    ...(nodeSelector && { nodeSelector }),
    affinity: { ...affinity, podAffinity: inOneZone(service) },
    ...(tolerations && { tolerations: [...tolerations] }),
    volumes: [modelMount(source).volume, ...volumesOf(request, runtime).volumes],
  };
}

/** What layers hand to each other is slow and costs between zones; a zone without a second node is no reason to wait. */
function inOneZone(service: string): types.input.core.v1.PodAffinity {
  return {
    preferredDuringSchedulingIgnoredDuringExecution: [
      {
        weight: 100,
        podAffinityTerm: {
          topologyKey: "topology.kubernetes.io/zone",
          labelSelector: { matchLabels: podsOf(service) },
        },
      },
    ],
  };
}
