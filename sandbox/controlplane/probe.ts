import * as fs from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import * as path from "node:path";

import type { SandboxPaths } from "../paths";
import { certificateFiles } from "./certificates";

const probeTimeoutMilliseconds = 2000;

/** Folder of the certificates of a stack. */
export function certificatesFolder(paths: SandboxPaths): string {
  return path.join(paths.controlPlane, "pki");
}

/** Whether the address answers 200. */
export function answers(paths: SandboxPaths, url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const no = (): void => {
      resolve(false);
    };
    try {
      const request = get(paths, url, (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      });
      request.on("error", no).on("timeout", () => request.destroy());
    } catch {
      // The certificates of a stack that was removed cannot be read: nothing answers.
      no();
    }
  });
}

function get(
  paths: SandboxPaths,
  url: string,
  onResponse: (response: http.IncomingMessage) => void,
): http.ClientRequest {
  const options = { agent: false, timeout: probeTimeoutMilliseconds };
  if (!url.startsWith("https:")) return http.get(url, options, onResponse);
  const { ca, admin, adminKey } = certificateFiles(certificatesFolder(paths));
  const identity = {
    ca: fs.readFileSync(ca),
    cert: fs.readFileSync(admin),
    key: fs.readFileSync(adminKey),
  };
  return https.get(url, { ...options, ...identity }, onResponse);
}
