import { imageRepository, type Artifacts } from "../internal/artifacts";
import type { ChartValues } from "../internal/release";
import { NODE_POOL_LABEL } from "../nodes/defaults";
import { versions } from "../versions";

/** The gateway to which KServe attaches the routes of models. */
export interface ServingGateway<Text> {
  /** `<namespace>/<name>`. */
  readonly reference: Text;
  readonly domain: string;
  /** Further domains below which models get hosts. Default: none. */
  readonly additionalDomains?: readonly string[];
  readonly scheme: "http" | "https";
}

/** Values of the KServe controller: plain Deployments, routes of the Gateway API, hosts below the gateway's domain. */
export function kserveValues(
  gateway: ServingGateway<unknown>,
  systemPool: string,
  modelCache = false,
): ChartValues {
  const additionalIngressDomains = gateway.additionalDomains ?? [];
  return {
    kserve: {
      controller: {
        deploymentMode: "Standard",
        nodeSelector: { [NODE_POOL_LABEL]: systemPool },
        gateway: {
          domain: gateway.domain,
          ...(additionalIngressDomains.length > 0 && { additionalIngressDomains }),
          urlScheme: gateway.scheme,
          disableIstioVirtualHost: true,
          ingressGateway: {
            enableGatewayApi: true,
            kserveGateway: gateway.reference,
            createGateway: false,
          },
        },
      },
      ...(modelCache && { localmodel: { enabled: true } }),
    },
  };
}

/** Values of the LeaderWorkerSet controller, as a namespace with the Pod Security level `restricted` takes it. */
export function leaderWorkerSetValues(
  systemPool: string,
  artifacts: Artifacts | undefined,
): ChartValues {
  const { repository, tag } = versions.images.leaderWorkerSet;
  return {
    image: {
      manager: {
        repository: imageRepository(repository, artifacts),
        tag,
        pullPolicy: "IfNotPresent",
      },
    },
    // The chart has the rest of the level, and no seccomp profile.
    podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    resources: controllerResources,
    nodeSelector: { [NODE_POOL_LABEL]: systemPool },
  };
}

/** The chart asks for a whole CPU and 1 GiB; with a few models the controller takes some 50 MiB and hardly any CPU. */
const controllerResources = {
  requests: { cpu: "100m", memory: "128Mi" },
  limits: { memory: "512Mi" },
};
