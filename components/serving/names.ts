/** A part of an InferenceService with pods of its own. */
export type ServiceComponent = "predictor" | "transformer" | "explainer";

/** Name of the Deployment and of the Service that KServe makes for a component. */
export function workloadName(service: string, component: ServiceComponent = "predictor"): string {
  return `${service}-${component}`;
}

/** Label by which KServe finds the pods of a component. */
export function podsOf(
  service: string,
  component: ServiceComponent = "predictor",
): { readonly app: string } {
  return { app: `isvc.${workloadName(service, component)}` };
}

/** Host of a model below the domain of the gateway: KServe's own template. */
export function modelHost(service: string, namespace: string, domain: string): string {
  return `${service}-${namespace}.${domain}`;
}
