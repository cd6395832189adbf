import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { customResource } from "../../internal/custom-resource";
import { gatewayRoute, servicePort } from "../gateway-route";
import { modelHost, podsOf, workloadName } from "../names";
import { HTTP_PORT } from "../runtimes/runtime";
import { requestTimeout } from "../server-plan";
import type { GroupInputs } from "./group-pods";
import { planLeaderWorkerSet } from "./leader-worker-set";
import type { MultiNodeRequest } from "./multi-node-request";

/** Label in which LeaderWorkerSet says which place a pod has in its group; the leader has 0. */
const WORKER_INDEX_LABEL = "leaderworkerset.sigs.k8s.io/worker-index";

/** Registers what serves a model on several nodes: the LeaderWorkerSet, the Service of its leader and the route to it. */
export function createMultiNodeModel(
  name: string,
  request: MultiNodeRequest,
  inputs: GroupInputs & { readonly domain: string },
  opts: pulumi.CustomResourceOptions,
): kubernetes.apiextensions.CustomResource {
  const { service, namespace } = request;
  const leaderWorkerSet = customResource(
    `${name}-leader-worker-set`,
    {
      apiVersion: "leaderworkerset.x-k8s.io/v1",
      kind: "LeaderWorkerSet",
      metadata: { name: service, namespace },
      spec: planLeaderWorkerSet(request, inputs),
    },
    opts,
  );
  const leader = new kubernetes.core.v1.Service(
    `${name}-leader`,
    {
      metadata: {
        name: workloadName(service),
        namespace,
        // Pods come later than the Service, and `up` does not wait for a model.
        annotations: { "pulumi.com/skipAwait": "true" },
      },
      spec: {
        selector: { ...podsOf(service), [WORKER_INDEX_LABEL]: "0" },
        ports: [{ name: "http", port: servicePort, targetPort: HTTP_PORT }],
      },
    },
    opts,
  );
  customResource(
    `${name}-route`,
    {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "HTTPRoute",
      metadata: { name: service, namespace },
      spec: gatewayRoute({
        host: modelHost(service, namespace, inputs.domain),
        service: workloadName(service),
        timeoutSeconds: requestTimeout(request),
      }),
    },
    { ...opts, dependsOn: [leader] },
  );
  return leaderWorkerSet;
}
