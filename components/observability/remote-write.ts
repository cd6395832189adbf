import type * as pulumi from "@pulumi/pulumi";

import { below, type Problem } from "../internal/problems";
import type { ChartValues } from "../internal/release";
import { isUrlWithoutCredentials } from "../internal/urls";
import {
  placeSecret,
  secretValueProblems,
  type PlacedSecret,
  type SecretValue,
} from "./secret-value";

/** A second store that Prometheus sends every sample to. */
export interface RemoteWrite {
  /** https URL of the endpoint, for instance `https://metrics.example.com/api/v1/write`. */
  readonly url: string;
  /** User name and password. Excludes `workspaceArn`. Default: none. */
  readonly basicAuth?: { readonly username: string; readonly password: SecretValue };
  /**
   * ARN of the workspace of Amazon Managed Service for Prometheus that the URL belongs to. Prometheus then gets a role
   * that may write to it, and signs its requests (SigV4). Default: no signature.
   */
  readonly workspaceArn?: string;
}

/** Secret with the passwords of remote stores, where they are given as values. */
export const REMOTE_WRITE_SECRET = "prometheus-remote-write";

/** Problems of the remote stores. */
export function remoteWriteProblems(stores: readonly RemoteWrite[]): Problem[] {
  return stores.flatMap((store, index) => [
    ...below(`remoteWrite[${index}]`, storeProblems(store)),
    ...(stores.findIndex(({ url }) => url === store.url) < index
      ? [{ path: `remoteWrite[${index}].url`, reason: "is listed twice. Remove one." }]
      : []),
  ]);
}

function storeProblems({ url, basicAuth, workspaceArn }: RemoteWrite): Problem[] {
  const problems: Problem[] = [];
  if (!isUrlWithoutCredentials(url, ["https:"])) {
    problems.push({
      path: "url",
      reason:
        "is not an https URL without credentials: metrics name tenants and models and are not sent in clear. Write for instance https://metrics.example.com/api/v1/write, and the password as basicAuth.",
    });
  }
  if (
    workspaceArn !== undefined &&
    !/^arn:[a-z-]+:aps:[a-z0-9-]+:\d{12}:workspace\/\S+$/.test(workspaceArn)
  ) {
    problems.push({
      path: "workspaceArn",
      reason: `"${workspaceArn}" is not the ARN of a workspace. Write for instance arn:aws:aps:us-east-1:111122223333:workspace/ws-1234.`,
    });
  }
  if (basicAuth === undefined) return problems;
  if (workspaceArn !== undefined) {
    problems.push({
      path: "basicAuth",
      reason: "is there beside workspaceArn, whose requests are signed. Remove one.",
    });
  }
  if (basicAuth.username === "") {
    problems.push({ path: "basicAuth.username", reason: "is empty. Write the user name." });
  }
  return [...problems, ...secretValueProblems("basicAuth.password", basicAuth.password)];
}

/** A workspace of Amazon Managed Service for Prometheus that this platform made. */
export interface ManagedStore {
  /** URL of its remote-write API. */
  readonly url: pulumi.Input<string>;
}

/** What Prometheus' operator takes as `remoteWrite`, and the secrets that it refers to. */
export interface RemoteWritePlan {
  readonly remoteWrite: readonly ChartValues[];
  readonly secrets: readonly PlacedSecret[];
}

/** Plans the remote stores; `region` is that of the signature. */
export function planRemoteWrite(
  stores: readonly RemoteWrite[],
  managed: ManagedStore | undefined,
  region: pulumi.Input<string>,
): RemoteWritePlan {
  const secrets: PlacedSecret[] = [];
  const keep = (value: SecretValue, key: string): ChartValues => {
    const placed = placeSecret(value, REMOTE_WRITE_SECRET, key);
    secrets.push(placed);
    return { name: placed.secret, key: placed.key };
  };
  const remoteWrite = stores.map(({ url, basicAuth, workspaceArn }, index) => ({
    url,
    ...(basicAuth !== undefined && {
      basicAuth: {
        username: keep(basicAuth.username, `${index}-username`),
        password: keep(basicAuth.password, `${index}-password`),
      },
    }),
    ...(workspaceArn !== undefined && signed(workspaceArn.split(":")[3] ?? region)),
  }));
  if (managed !== undefined) remoteWrite.push({ url: managed.url as string, ...signed(region) });
  return { remoteWrite, secrets };
}

/** Signature, and the queue that AWS recommends for its workspaces (user guide, "Set up metrics ingestion"). */
function signed(region: pulumi.Input<string>): ChartValues {
  return {
    sigv4: { region },
    queueConfig: { maxSamplesPerSend: 1000, maxShards: 200, capacity: 2500 },
  };
}
