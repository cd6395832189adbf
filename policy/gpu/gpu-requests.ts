import type { Field } from "../frame/field";
import { containersOf, type Pod } from "../frame/pods";

/** Extended resources that the NVIDIA device plugin offers: whole, shared and MIG slices. */
const nvidiaResource = /^nvidia\.com\/(?:gpu(?:\.shared)?|mig-[0-9a-z.]+)$/;

/** One GPU resource of one container. */
export interface GpuRequest {
  readonly container: Field;
  readonly resource: string;
  readonly limit: Field;
  readonly request: Field;
  readonly isInit: boolean;
}

/** The GPU requests of a pod, and the fields that hide whether there are more. */
export interface GpuRequests {
  readonly requests: readonly GpuRequest[];
  readonly unknown: readonly Field[];
}

/** Every GPU resource that the containers of a pod name, in the order of the pod. */
export function gpuRequestsOf(pod: Pod): GpuRequests {
  const containers = containersOf(pod);
  const found = [
    ...containers.serving.map((container) => requestsOf(container, false)),
    ...containers.init.map((container) => requestsOf(container, true)),
  ];
  return {
    requests: found.flatMap(({ requests }) => requests),
    unknown: [...containers.unknown, ...found.flatMap(({ unknown }) => unknown)],
  };
}

function requestsOf(container: Field, isInit: boolean): GpuRequests {
  const limits = container.at("resources", "limits");
  const requests = container.at("resources", "requests");
  const names = [limits, requests].flatMap((list) => {
    const keys = list.keys();
    return keys.state === "known" ? keys.value : [];
  });
  const resources = [...new Set(names)].filter((name) => nvidiaResource.test(name));
  return {
    requests: resources.map((resource) => ({
      container,
      resource,
      limit: limits.at(resource),
      request: requests.at(resource),
      isInit,
    })),
    unknown: hidden(container, limits, requests),
  };
}

function hidden(container: Field, limits: Field, requests: Field): readonly Field[] {
  const chain = [container, container.at("resources")];
  const parent = chain.find((field) => field.read().state === "unknown");
  return parent === undefined
    ? [limits, requests].filter((field) => field.read().state === "unknown")
    : [parent];
}
