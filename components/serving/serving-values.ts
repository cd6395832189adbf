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
export function kserveValues(gateway: ServingGateway<unknown>, systemPool: string): ChartValues {
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
    },
  };
}

/** Values of the runtimes: only Triton, at the version of this platform. */
export function servingRuntimeValues(artifacts: Artifacts | undefined): ChartValues {
  const { repository, tag } = versions.images.tritonServer;
  const off = Object.fromEntries(unusedRuntimes.map((runtime) => [runtime, { disabled: true }]));
  return {
    kserve: {
      servingruntime: {
        enabled: true,
        ...off,
        tritonserver: { image: imageRepository(repository, artifacts), tag },
      },
    },
  };
}

/** Runtimes of the chart that no component of this package uses yet. */
const unusedRuntimes = [
  "tensorflow",
  "mlserver",
  "sklearnserver",
  "xgbserver",
  "huggingfaceserver",
  "huggingfaceserver_multinode",
  "pmmlserver",
  "predictiveserver",
  "paddleserver",
  "lgbserver",
  "autogluonserver",
  "torchserve",
  "vllmserver",
] as const;
