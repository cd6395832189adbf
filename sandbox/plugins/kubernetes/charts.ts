import type { SandboxPaths } from "../../paths";
import type { Report } from "../../progress";
import { advertiseGpus } from "../gpus";
import type { HelmRelease } from "../helm-releases";
import { valueAt, type Properties } from "../properties";
import type { KubernetesApi } from "./api";
import { referenceOf } from "./manifest";
import { waitUntilGone, waitUntilReady } from "./wait";

/** Sets of objects that charts bring. */
type ChartManifest =
  | "istio-crds"
  | "kserve-crds"
  | "kserve-localmodel-crds"
  | "cert-manager-crds"
  | "karpenter-crds"
  | "lws-crds"
  | "keda-crds"
  | "prometheus-operator-crds";

/** Controllers that charts start. */
type ChartController =
  | "istiod"
  | "karpenter"
  | "kserve-controller"
  | "kserve-localmodel-controller"
  | "kserve-localmodel-agents"
  | "lws-controller";

/** What the charts of the sandbox are made from. */
export interface ChartParts {
  manifests(name: ChartManifest): Promise<Properties[]>;
  startController(name: ChartController, release: HelmRelease, report: Report): Promise<void>;
  stopController(name: ChartController): Promise<void>;
}

/** Where the effects of a chart take place. */
export interface ChartContext {
  readonly paths: SandboxPaths;
  readonly api: KubernetesApi;
  readonly parts: ChartParts;
  readonly report: Report;
}

/** What installing a chart really brings to the sandbox, and how that is undone. */
interface ChartEffect {
  install(release: HelmRelease, context: ChartContext): Promise<void>;
  uninstall(release: HelmRelease, context: ChartContext): Promise<void>;
}

/** As Helm itself waits by default: many definitions at once take a busy API server minutes. */
const installTimeoutSeconds = 300;

const charts: Readonly<Record<string, ChartEffect>> = {
  base: manifests("istio-crds"),
  istiod: controller("istiod"),
  "kserve-crd": manifests("kserve-crds"),
  "kserve-resources": controller("kserve-controller"),
  "kserve-localmodel-crd": manifests("kserve-localmodel-crds"),
  "kserve-localmodel-resources": {
    install: async (release, context) => {
      await controller("kserve-localmodel-controller").install(release, context);
      await controller("kserve-localmodel-agents").install(release, context);
    },
    uninstall: async (release, context) => {
      await controller("kserve-localmodel-agents").uninstall(release, context);
      await controller("kserve-localmodel-controller").uninstall(release, context);
    },
  },
  "cert-manager": manifests("cert-manager-crds", {
    when: (values) => valueAt(values, ["crds", "enabled"]) === true,
  }),
  // Its operator does not run: nothing is measured here that it could scale on.
  keda: manifests("keda-crds", {
    when: (values) => valueAt(values, ["crds", "install"]) !== false,
  }),
  "kube-prometheus-stack": manifests("prometheus-operator-crds", {
    when: (values) => valueAt(values, ["crds", "enabled"]) !== false,
  }),
  lws: {
    install: async (release, context) => {
      await manifests("lws-crds").install(release, context);
      await controller("lws-controller").install(release, context);
    },
    // Helm leaves what lies in the folder `crds` of a chart.
    uninstall: (release, context) => controller("lws-controller").uninstall(release, context),
  },
  "karpenter-crd": manifests("karpenter-crds"),
  karpenter: controller("karpenter"),
  "gpu-operator": {
    install: (_release, { paths }) => advertiseGpus(paths),
    uninstall: (_release, { paths }) => advertiseGpus(paths),
  },
};

/** The effects of `chart`, which may be a name, a path or an OCI address; `undefined`: it is recorded only. */
export function chartEffect(chart: string): ChartEffect | undefined {
  return charts[chartName(chart)];
}

/** `oci://ghcr.io/kserve/charts/kserve-crd` → `kserve-crd`. */
export function chartName(chart: string): string {
  return chart.replace(/\/$/, "").split("/").at(-1) ?? chart;
}

function controller(name: ChartController): ChartEffect {
  return {
    install: (release, { parts, report }) => parts.startController(name, release, report),
    uninstall: (_release, { parts }) => parts.stopController(name),
  };
}

function manifests(
  name: ChartManifest,
  options: { readonly when?: (values: Properties) => boolean } = {},
): ChartEffect {
  const wanted = options.when ?? (() => true);
  return {
    install: async (release, context) => {
      if (!wanted(release.values)) return;
      const objects = await context.parts.manifests(name);
      await Promise.all(objects.map((object) => install(object, context.api)));
    },
    uninstall: async (release, context) => {
      if (!wanted(release.values)) return;
      const objects = await context.parts.manifests(name);
      await Promise.all(objects.map((object) => uninstall(object, context.api)));
    },
  };
}

async function install(object: Properties, api: KubernetesApi): Promise<void> {
  const reference = referenceOf(object);
  await api.apply(object, reference, { force: true, dryRun: false, fieldManager: "helm" });
  const { problems } = await waitUntilReady(api, reference, object, installTimeoutSeconds);
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

async function uninstall(object: Properties, api: KubernetesApi): Promise<void> {
  const reference = referenceOf(object);
  await api.delete(reference, { propagationPolicy: "Background" });
  await waitUntilGone(api, reference, installTimeoutSeconds);
}
