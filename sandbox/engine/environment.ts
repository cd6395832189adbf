import * as fs from "node:fs";
import * as path from "node:path";

import type { SandboxPaths } from "../paths";

/** Ports of the stand-in plugins, by package. */
export type PluginPorts = Readonly<Record<string, number>>;

/** Environment of the engine: a backend and home of its own, so that neither Pulumi Cloud nor the user's files are touched. */
export function engineEnvironment(
  paths: SandboxPaths,
  pulumi: string,
  plugins: PluginPorts,
): NodeJS.ProcessEnv {
  const programs = path.join(paths.root, "bin");
  writePolicyHost(programs);
  return {
    ...process.env,
    PATH: [path.dirname(pulumi), programs, process.env["PATH"]].join(path.delimiter),
    PULUMI_BACKEND_URL: `file://${paths.backend}`,
    PULUMI_HOME: path.join(paths.root, "pulumi-home"),
    PULUMI_CONFIG_PASSPHRASE: "sandbox",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DEBUG_PROVIDERS: Object.entries(plugins)
      .map(([name, port]) => `${name}:${port}`)
      .join(","),
    // A region is all that the simulated AWS needs; no credential may reach anything from here.
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

/**
 * The program with which the engine starts a policy pack: Pulumi's own, which serves for ever. An engine that ends in order
 * stops it; one that is killed only closes its standard input, so it ends with that too.
 */
function writePolicyHost(folder: string): void {
  fs.mkdirSync(folder, { recursive: true });
  const endWithInput = path.join(folder, "end-with-input.cjs");
  fs.writeFileSync(endWithInput, 'process.stdin.once("end", () => process.exit()).resume();\n');
  const runPolicyPack = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
  fs.writeFileSync(
    path.join(folder, "pulumi-analyzer-policy-nodejs"),
    `#!/bin/sh\nexec "${process.execPath}" --require "${endWithInput}" "${runPolicyPack}" "$@"\n`,
    { mode: 0o755 },
  );
}
