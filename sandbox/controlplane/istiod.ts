import * as fs from "node:fs";
import * as path from "node:path";
import { parse, stringify } from "yaml";

import type { SandboxPaths } from "../paths";
import type { Report } from "../progress";
import { ensureTools } from "../toolchain/ensure";
import type { ManifestObject } from "../toolchain/manifest-object";
import { moduleFiles } from "../toolchain/manifests";
import { modules } from "../toolchain/go-modules";
import { applyObjects } from "./apply";
import { portsFile } from "./control-plane";
import { asJsonObject, type JsonObject, mergeJson } from "./json-merge";
import { loopback, takePorts } from "./ports";
import { startProcess } from "./process-start";

/** What istiod is given. */
export interface IstiodOptions {
  /**
   * Values of the `istiod` chart as its Helm release gives them. Used are `meshConfig`, `env`, and what the templates of
   * gateway and waypoint Deployments read (`global`, `gateways`, …).
   */
  readonly values: JsonObject;
}

const namespace: ManifestObject = {
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: "istio-system" },
};

const chart = "manifests/charts/istio-control/istio-discovery";

/** Templates of the Deployments that istiod makes itself, by the name under which it looks for them. */
const templates = {
  "kube-gateway": `${chart}/files/kube-gateway.yaml`,
  waypoint: `${chart}/files/waypoint.yaml`,
} as const;

/** Values that a release of the chart carries and its source folder does not: where the proxy images lie. */
const releaseValues: JsonObject = {
  global: { hub: "registry.istio.io/release", tag: modules.istioApi.version.slice(1) },
};

/**
 * Starts Istio's control plane beside the cluster. It needs the CRDs `istio-crds` and `gateway-api`.
 *
 * @throws ControlPlaneError with the end of the log when it does not start.
 */
export async function startIstiod(
  paths: SandboxPaths,
  options: IstiodOptions,
  report: Report,
): Promise<void> {
  const { "pilot-discovery": executable } = await ensureTools(["pilot-discovery"], report);
  await applyObjects(paths.kubeconfig, [namespace]);
  const folder = path.join(paths.controlPlane, "istiod");
  const values = await chartValues(options.values);
  await writeInjection(folder, values);
  const meshConfig = path.join(folder, "mesh.yaml");
  fs.writeFileSync(meshConfig, stringify(values["meshConfig"] ?? {}));
  const ports = await takePorts(portsFile(paths), [
    "istiod-http",
    "istiod-grpc",
    "istiod-monitoring",
  ]);
  const [http, grpc, monitoring] = [
    ports["istiod-http"],
    ports["istiod-grpc"],
    ports["istiod-monitoring"],
  ];
  report("starting istiod");
  await startProcess(paths, {
    name: "istiod",
    executable,
    args: [
      "discovery",
      `--kubeconfig=${paths.kubeconfig}`,
      `--meshConfig=${meshConfig}`,
      `--httpAddr=${loopback}:${http}`,
      `--grpcAddr=${loopback}:${grpc}`,
      `--monitoringAddr=${loopback}:${monitoring}`,
      ...["--secureGRPCAddr=", "--httpsAddr=", "--ctrlz_port=0"],
    ],
    env: { ...chartEnvironment(values), ...fixedEnvironment },
    // istiod reads and writes below relative paths: ./var/lib/istio/inject, ./var/run/secrets.
    cwd: folder,
    ports: { http, grpc, monitoring },
    readyUrl: `http://${loopback}:${http}/ready`,
    readyWithinSeconds: 120,
  });
}

const fixedEnvironment = {
  POD_NAMESPACE: "istio-system",
  POD_NAME: "istiod-sandbox",
  CLUSTER_ID: "Kubernetes",
  REVISION: "default",
  PILOT_CERT_PROVIDER: "istiod",
  PILOT_ENABLE_GATEWAY_API: "true",
  PILOT_ENABLE_GATEWAY_API_STATUS: "true",
  PILOT_ENABLE_GATEWAY_API_DEPLOYMENT_CONTROLLER: "true",
};

/** Defaults of the chart, then those of a release, then the values given. */
async function chartValues(values: JsonObject): Promise<JsonObject> {
  const file = `${chart}/values.yaml`;
  const { [file]: text } = await moduleFiles(modules.istio, [file]);
  // The chart keeps its defaults below this key and lifts them up while it is rendered.
  const defaults = asJsonObject((parse(text) as JsonObject)["_internal_defaults_do_not_set"]);
  return mergeJson(mergeJson(defaults, releaseValues), values);
}

/** Files from which istiod renders gateway and waypoint Deployments; in a cluster a ConfigMap of the chart has them. */
async function writeInjection(folder: string, values: JsonObject): Promise<void> {
  const target = path.join(folder, "var", "lib", "istio", "inject");
  fs.mkdirSync(target, { recursive: true });
  const texts = await moduleFiles(modules.istio, Object.values(templates));
  const config = {
    policy: "disabled",
    templates: Object.fromEntries(
      Object.entries(templates).map(([name, file]) => [name, texts[file]]),
    ),
  };
  const used = {
    global: values["global"],
    sidecarInjectorWebhook: values["sidecarInjectorWebhook"],
    revision: values["revision"],
    pilot: { cni: values["cni"], env: values["env"] },
    gateways: values["gateways"],
  };
  fs.writeFileSync(path.join(target, "config"), stringify(config));
  fs.writeFileSync(path.join(target, "values"), JSON.stringify(used));
}

function chartEnvironment(values: JsonObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(asJsonObject(values["env"])).flatMap(([name, value]) =>
      typeof value === "object" ? [] : [[name, String(value)]],
    ),
  );
}
