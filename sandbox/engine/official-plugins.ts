import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import type { PluginPorts } from "./environment";

/** Which plugins the engine uses: the stand-ins, or Pulumi's own where it needs no AWS account. */
export const pluginChoices = ["stand-in", "official"] as const;
export type PluginChoice = (typeof pluginChoices)[number];

/**
 * The stand-in plugins that the engine attaches. With `official`, the Kubernetes plugin is the one that the Pulumi CLI
 * has installed; `aws` and `eks` stay stand-ins, because the official ones talk to AWS.
 *
 * @throws Error when the official plugin is asked for and not installed.
 */
export function officialPluginPorts(choice: PluginChoice, standIns: PluginPorts): PluginPorts {
  if (choice === "stand-in") return standIns;
  if (!isInstalled("kubernetes")) {
    throw new Error(
      "The official Kubernetes plugin is not installed. Run `pulumi plugin install resource kubernetes`, or leave out --plugins.",
    );
  }
  return Object.fromEntries(Object.entries(standIns).filter(([name]) => name !== "kubernetes"));
}

/** Folder in which the Pulumi CLI keeps plugins. */
function pluginFolder(): string {
  return path.join(process.env["PULUMI_HOME"] ?? path.join(os.homedir(), ".pulumi"), "plugins");
}

function isInstalled(name: string): boolean {
  const folder = pluginFolder();
  return (
    fs.existsSync(folder) &&
    fs.readdirSync(folder).some((entry) => entry.startsWith(`resource-${name}-v`))
  );
}
