import * as fs from "node:fs";

import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";

import { sandboxPaths } from "../paths";
import { manifestDocuments } from "../toolchain/manifests";
import { Cluster } from "./eks/cluster";
import { ConfigComponent } from "./kubernetes/config-group";

/** Files of the internet that the sandbox can answer, with the set of objects that is the same. */
const gatewayApiManifest =
  /^https:\/\/github\.com\/kubernetes-sigs\/gateway-api\/releases\/download\/v1\.6\.3\/standard-install\.yaml$/;

/** Builds the components of `eks` and of `kubernetes:yaml/v2` with the Pulumi SDK. */
const components: pulumi.provider.Provider = {
  version: "4.3.0",
  construct: (name, type, inputs, options) => {
    if (type === "eks:index:Cluster") {
      const cluster = new Cluster(name, inputs, options, localKubeconfig);
      return Promise.resolve({ urn: cluster.urn, state: cluster.state });
    }
    if (/^kubernetes:yaml\/v2:Config(File|Group)$/.test(type)) {
      const group = new ConfigComponent(type, name, inputs, options, remoteManifests);
      return Promise.resolve({ urn: group.urn, state: { resources: group.resources } });
    }
    return Promise.reject(
      new Error(`the sandbox has no component ${type}: add it to sandbox/plugins/components.ts`),
    );
  },
};

function remoteManifests(url: string): Promise<readonly object[] | undefined> {
  return gatewayApiManifest.test(url)
    ? manifestDocuments("gateway-api")
    : Promise.resolve(undefined);
}

/** The administrator's kubeconfig as JSON: the API server listens on loopback only. */
function localKubeconfig(): string {
  const { kubeconfig } = sandboxPaths(process.env["SANDBOX_STACK"] ?? "");
  return JSON.stringify(parse(fs.readFileSync(kubeconfig, "utf8")));
}

process.stdin.resume();
process.stdin.once("end", () => {
  process.exit(0);
});
void pulumi.provider.main(components, []);
