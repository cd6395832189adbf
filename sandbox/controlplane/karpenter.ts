import * as path from "node:path";

import { repositoryRoot, type SandboxPaths } from "../paths";
import type { Report } from "../progress";
import { ensureTools } from "../toolchain/ensure";
import type { Json } from "../toolchain/manifest-object";
import { portsFile } from "./control-plane";
import { ControlPlaneError } from "./error";
import { asJsonObject, type JsonObject } from "./json-merge";
import { loopback, takePorts } from "./ports";
import { startProcess } from "./process-start";

/** What Karpenter is given. */
export interface KarpenterOptions {
  /** Namespace of its Helm release. */
  readonly namespace: string;
  /** Values of the `karpenter` chart as its Helm release gives them. Used are `settings`, `logLevel` and `controller.env`. */
  readonly values: JsonObject;
}

/** The table of instance types that the components plan with; Karpenter's types are made from it. */
const instanceTable = path.join(repositoryRoot, "components", "nodes", "instance-table.json");

/** Values below `settings`, by the variable in which the template of the chart hands them on. */
const settingVariables = {
  clusterName: "CLUSTER_NAME",
  clusterEndpoint: "CLUSTER_ENDPOINT",
  batchMaxDuration: "BATCH_MAX_DURATION",
  batchIdleDuration: "BATCH_IDLE_DURATION",
  preferencePolicy: "PREFERENCE_POLICY",
  minValuesPolicy: "MIN_VALUES_POLICY",
  vmMemoryOverheadPercent: "VM_MEMORY_OVERHEAD_PERCENT",
  reservedENIs: "RESERVED_ENIS",
  ignoreDRARequests: "IGNORE_DRA_REQUESTS",
} as const;

/** Feature gates of the chart and whether each is on where a release says nothing. */
const featureGates = {
  nodeRepair: false,
  nodeOverlay: false,
  reservedCapacity: true,
  spotToSpotConsolidation: false,
  staticCapacity: false,
  capacityBuffer: false,
} as const;

/**
 * Starts the core of Karpenter beside the cluster, with a cloud provider that makes nodes of kwok. It needs the CRDs
 * `karpenter-crds`.
 *
 * @throws ControlPlaneError when the release names no cluster, or with the end of the log when it does not start.
 */
export async function startKarpenter(
  paths: SandboxPaths,
  options: KarpenterOptions,
  report: Report,
): Promise<void> {
  const settings = karpenterEnvironment(options);
  const { karpenter: executable } = await ensureTools(["karpenter"], report);
  const ports = await takePorts(portsFile(paths), ["karpenter-metrics", "karpenter-probe"]);
  const [metrics, probe] = [ports["karpenter-metrics"], ports["karpenter-probe"]];
  report("starting Karpenter");
  await startProcess(paths, {
    name: "karpenter",
    executable,
    args: [],
    env: {
      ...settings,
      KUBECONFIG: paths.kubeconfig,
      METRICS_PORT: String(metrics),
      HEALTH_PROBE_PORT: String(probe),
      INSTANCE_TABLE_FILE: instanceTable,
      SIMULATED_AWS_FILE: paths.aws,
      HELM_RELEASES_FILE: paths.helmReleases,
      CAPACITY_FILE: paths.capacity,
    },
    ports: { metrics, probe },
    readyUrl: `http://${loopback}:${probe}/readyz`,
    readyWithinSeconds: 60,
  });
}

/**
 * The variables that the chart sets in Karpenter's container for these values.
 *
 * @throws ControlPlaneError without `settings.clusterName`: the chart refuses to be rendered then.
 */
export function karpenterEnvironment({
  namespace,
  values,
}: KarpenterOptions): Record<string, string> {
  const settings = asJsonObject(values["settings"]);
  if (typeof settings["clusterName"] !== "string" || settings["clusterName"] === "") {
    throw new ControlPlaneError(
      "chart karpenter: settings.clusterName is missing: give the name of the EKS cluster, Karpenter does not start without it.",
    );
  }
  const given = asJsonObject(settings["featureGates"]);
  const gates = Object.entries(featureGates).map(([name, byDefault]) => {
    const wanted = given[name];
    return `${upperFirst(name)}=${String(typeof wanted === "boolean" ? wanted : byDefault)}`;
  });
  return {
    ...Object.fromEntries(
      Object.entries(settingVariables).flatMap(([name, variable]) =>
        isText(settings[name]) ? [[variable, String(settings[name])]] : [],
      ),
    ),
    ...(isText(values["logLevel"]) ? { LOG_LEVEL: String(values["logLevel"]) } : {}),
    FEATURE_GATES: gates.join(","),
    SYSTEM_NAMESPACE: namespace,
    ...containerEnvironment(asJsonObject(values["controller"])["env"]),
  };
}

function containerEnvironment(env: Json | undefined): Record<string, string> {
  const entries = Array.isArray(env) ? env.map(asJsonObject) : [];
  return Object.fromEntries(
    entries.flatMap(({ name, value }) =>
      typeof name === "string" && isText(value) ? [[name, String(value)]] : [],
    ),
  );
}

function isText(value: Json | undefined): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value) && value !== "";
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
