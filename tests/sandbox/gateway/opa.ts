import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import {
  authorizerDeployment,
  type AuthorizerFiles,
} from "../../../components/mesh/authorizer-plan";
import { loopback } from "../../../sandbox/controlplane/ports";
import { ensureTools } from "../../../sandbox/toolchain/ensure";
import { at } from "../../support/recorded";
import { answers, freePort } from "./address";
import type { Decide, Decision } from "./authorizer";

/** Open Policy Agent with the files of the authorizer. */
export interface Opa {
  readonly decide: Decide;
  readonly child: ChildProcess;
}

/**
 * Starts OPA with the arguments of the authorizer's container, but for the Envoy plugin, and with its files below `folder`.
 *
 * @param secrets contents of `keys.json` of the Secrets that `files` names, by tenant.
 */
export async function startOpa(
  folder: string,
  files: AuthorizerFiles,
  secrets: Readonly<Record<string, string>> = {},
): Promise<Opa> {
  const { opa: executable } = await ensureTools(["opa"], () => undefined);
  const root = fs.mkdtempSync(path.join(folder, "opa-"));
  write(path.join(root, "policy"), files.policy);
  write(path.join(root, "keys"), files.keys);
  write(
    path.join(root, "keys"),
    Object.fromEntries(
      Object.entries(secrets).map(([tenant, text]) => [`${tenant}-secret.json`, text]),
    ),
  );
  const port = await freePort();
  const args = containerArgs(files)
    .filter((arg) => !/^--(set|diagnostic-addr)=/.test(arg))
    .map((arg) => (arg.startsWith("--addr=") ? `--addr=${loopback}:${port}` : arg))
    .map((arg) => arg.replaceAll("/authorizer/", `${root}/`));
  const child = spawn(executable, args, { stdio: ["ignore", "ignore", "inherit"] });
  const address = `http://${loopback}:${port}`;
  await answers(`${address}/health`, child);
  return {
    child,
    decide: async (host, headers) => {
      const input = { attributes: { request: { http: { host, headers } } } };
      const answer = await fetch(`${address}/v1/data/inference/gateway/decision`, {
        method: "POST",
        body: JSON.stringify({ input }),
      });
      const { result } = (await answer.json()) as { readonly result: Decision };
      return result;
    },
  };
}

function containerArgs(files: AuthorizerFiles): string[] {
  const { template } = authorizerDeployment({
    files,
    policyConfigMap: "policy",
    keysSecret: "keys",
    systemPool: "system",
    artifacts: undefined,
  });
  return JSON.parse(JSON.stringify(at(template, "spec", "containers", 0, "args"))) as string[];
}

function write(folder: string, texts: Readonly<Record<string, string>>): void {
  fs.mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(texts)) fs.writeFileSync(path.join(folder, file), text);
}
