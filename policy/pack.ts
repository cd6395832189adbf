import { eksEndpointPrivate } from "./cluster/endpoint-private";
import { costBoundedAutoscaling } from "./cost/bounded-autoscaling";
import { costInstanceAllowlist } from "./cost/instance-allowlist";
import type { PackRule } from "./frame/rule";
import { gpuNodesTainted } from "./gpu/nodes-tainted";
import { gpuRequestTolerated } from "./gpu/request-tolerated";
import { gpuRequestValid } from "./gpu/request-valid";
import { gpuTaintReserved } from "./gpu/taint-reserved";
import { hygTags } from "./hygiene/tags";
import { netNoOpenIngress } from "./network/no-open-ingress";

/** Every rule of the pack: one line each, in alphabetical order of id. */
export const rules: readonly PackRule[] = [
  costBoundedAutoscaling,
  costInstanceAllowlist,
  eksEndpointPrivate,
  gpuNodesTainted,
  gpuRequestTolerated,
  gpuRequestValid,
  gpuTaintReserved,
  hygTags,
  netNoOpenIngress,
];
