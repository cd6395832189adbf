import type { SandboxPaths } from "../paths";
import { startController, stopController } from "../controlplane/controllers";
import { manifestDocuments } from "../toolchain/manifests";
import type { ChartParts } from "./kubernetes/charts";
import { kserveConfig } from "./kubernetes/kserve-config";
import { plain } from "./properties";

/** The manifests and controllers of the sandbox, which stand for what charts bring. */
export function chartParts(paths: SandboxPaths): ChartParts {
  return {
    manifests: async (name) => (await manifestDocuments(name)).map(plain),
    startController: (name, { namespace, values }, report) => {
      switch (name) {
        case "istiod":
          return startController(paths, name, { values }, report);
        case "karpenter":
          return startController(paths, name, { namespace, values }, report);
        case "kserve-controller":
          return startController(paths, name, { config: kserveConfig(values) }, report);
        case "kserve-localmodel-controller":
        case "kserve-localmodel-agents":
          return startController(paths, name, {}, report);
        case "lws-controller":
          return startController(paths, name, { namespace }, report);
      }
    },
    stopController: (name) => stopController(paths, name),
  };
}
