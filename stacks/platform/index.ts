import { readConfig } from "./config";
import { readDeployedVersion } from "./deployed-version";
import { createPlatformStack, type PlatformStackOutputs } from "./platform-stack";

/** The program of one environment. Configuration and deployed version are read first; what is wrong is told before any resource. */
async function createStack(): Promise<PlatformStackOutputs> {
  return createPlatformStack(readConfig(await readDeployedVersion()));
}

export = createStack;
