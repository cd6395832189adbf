import * as fs from "node:fs";
import { stringify } from "yaml";

import type { SandboxPaths } from "../paths";
import type { Certificates } from "./certificates";
import { loopback } from "./ports";

/** Writes the administrator's kubeconfig. It holds a private key: its mode is 0600. */
export function writeKubeconfig(
  paths: SandboxPaths,
  certificates: Certificates,
  port: number,
): void {
  const name = `sandbox-${paths.stack}`;
  const base64 = (file: string): string => fs.readFileSync(file).toString("base64");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    contexts: [{ name, context: { cluster: name, user: name } }],
    clusters: [
      {
        name,
        cluster: {
          server: `https://${loopback}:${port}`,
          "certificate-authority-data": base64(certificates.ca),
        },
      },
    ],
    users: [
      {
        name,
        user: {
          "client-certificate-data": base64(certificates.admin),
          "client-key-data": base64(certificates.adminKey),
        },
      },
    ],
  };
  fs.writeFileSync(paths.kubeconfig, stringify(config), { mode: 0o600 });
}
