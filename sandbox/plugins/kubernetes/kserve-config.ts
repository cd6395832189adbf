import { valueAt, type Properties, type PropertyPath } from "../properties";

const gateway = ["kserve", "controller", "gateway"];
const ingress = [...gateway, "ingressGateway"];
const storage = ["kserve", "storage"];
const resources = ["kserve", "inferenceservice", "resources"];

/**
 * Fields of the ConfigMap `inferenceservice-config` with the value of the chart `kserve-resources` that
 * each comes from, as `files/common/configmap-patch.yaml` of the chart (v0.20.0) has them.
 */
const fields: readonly (readonly [section: string, field: string, value: PropertyPath])[] = [
  ["deploy", "defaultDeploymentMode", ["kserve", "controller", "deploymentMode"]],
  ["ingress", "enableGatewayApi", [...ingress, "enableGatewayApi"]],
  ["ingress", "kserveIngressGateway", [...ingress, "kserveGateway"]],
  ["ingress", "ingressGateway", [...ingress, "gateway"]],
  ["ingress", "ingressClassName", [...ingress, "className"]],
  ["ingress", "localGateway", [...gateway, "localGateway", "gateway"]],
  ["ingress", "localGatewayService", [...gateway, "localGateway", "gatewayService"]],
  ["ingress", "knativeLocalGatewayService", [...gateway, "localGateway", "knativeGatewayService"]],
  ["ingress", "ingressDomain", [...gateway, "domain"]],
  ["ingress", "additionalIngressDomains", [...gateway, "additionalIngressDomains"]],
  ["ingress", "domainTemplate", [...gateway, "domainTemplate"]],
  ["ingress", "pathTemplate", [...gateway, "pathTemplate"]],
  ["ingress", "urlScheme", [...gateway, "urlScheme"]],
  ["ingress", "disableIstioVirtualHost", [...gateway, "disableIstioVirtualHost"]],
  ["ingress", "disableIngressCreation", [...gateway, "disableIngressCreation"]],
  ["ingress", "disableHTTPRouteTimeout", [...gateway, "disableHTTPRouteTimeout"]],
  ["storageInitializer", "enableModelcar", [...storage, "enableModelcar"]],
  ["storageInitializer", "uidModelcar", [...storage, "uidModelcar"]],
  ["localModel", "enabled", ["kserve", "localmodel", "enabled"]],
];

/** Fields that lie one level deeper in their section. */
const resourceFields: readonly (readonly [field: string, value: PropertyPath])[] = [
  ["cpuLimit", [...resources, "limits", "cpu"]],
  ["cpuRequest", [...resources, "requests", "cpu"]],
  ["memoryLimit", [...resources, "limits", "memory"]],
  ["memoryRequest", [...resources, "requests", "memory"]],
];

/** The sections of `inferenceservice-config` that the values of a `kserve-resources` release change. */
export function kserveConfig(values: Properties): Record<string, Properties> {
  const config: Record<string, Properties> = {};
  for (const [section, field, path] of fields) {
    const value = valueAt(values, path);
    if (value !== undefined) config[section] = { ...config[section], [field]: value };
  }
  const resource: Properties = {};
  for (const [field, path] of resourceFields) {
    const value = valueAt(values, path);
    if (value !== undefined) resource[field] = value;
  }
  return Object.keys(resource).length === 0
    ? config
    : { ...config, inferenceService: { resource } };
}
