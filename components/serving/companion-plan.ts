import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";

import { modelServiceDefaults, PRE_STOP_SECONDS } from "./defaults";
import { environmentVariables } from "./environment";
import type { ServiceComponent } from "./names";
import { podMetadata, podPlacement, podSecurity, type PodPlacement } from "./pod-plan";
import type { CompanionContainer, ModelServiceRequest } from "./request";
import { containerSecurity, HTTP_PORT, httpGet, ports } from "./runtimes/runtime";
import { containerResources, probeTiming } from "./server-plan";

/** The transformer or the explainer of an InferenceService. */
export interface CompanionSpec extends PodPlacement {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly timeout: number;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly serviceAccountName: Input<string>;
  readonly automountServiceAccountToken: false;
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: types.input.core.v1.PodSecurityContext;
  readonly containers: readonly types.input.core.v1.Container[];
}

/** Paths of KServe's SDK, from which most of these containers are made. */
const sdkPaths = { ready: "/v2/health/ready", live: "/v2/health/live", metrics: "/metrics" };

/** The plan of a container before or beside a model. */
export function companionSpec(
  request: ModelServiceRequest,
  component: Exclude<ServiceComponent, "predictor">,
  part: CompanionContainer,
  serviceAccountName: Input<string>,
): CompanionSpec {
  const timeout = request.requestTimeoutSeconds ?? modelServiceDefaults.requestTimeoutSeconds;
  const { min, max } = part.replicas ?? modelServiceDefaults.replicas;
  const env = environmentVariables(part);
  return {
    minReplicas: min,
    maxReplicas: max,
    timeout,
    ...podMetadata({ metrics: { port: HTTP_PORT, path: sdkPaths.metrics } }),
    serviceAccountName,
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: PRE_STOP_SECONDS + timeout,
    securityContext: podSecurity,
    ...podPlacement(request.service, undefined, component),
    containers: [
      {
        name: "kserve-container",
        image: part.image,
        ...(part.args && { args: [...part.args] }),
        ports: ports(["http"]),
        ...(env.length > 0 && { env }),
        resources: containerResources(part.resources),
        securityContext: containerSecurity,
        readinessProbe: {
          ...httpGet(part.readinessPath ?? sdkPaths.ready),
          ...probeTiming(5),
        },
        livenessProbe: { ...httpGet(part.livenessPath ?? sdkPaths.live), ...probeTiming(10) },
        lifecycle: { preStop: { sleep: { seconds: PRE_STOP_SECONDS } } },
      },
    ],
  };
}
