import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";

import { buildLogs } from "./build";
import { ToolchainError } from "./error";
import { requireGo, runGo } from "./go";

/** A release of a Go module and the checksum that its content must have. */
export interface PinnedModule {
  readonly path: string;
  readonly version: string;
  /** `h1:` checksum of the module's content, as a `go.sum` writes it. */
  readonly sum: string;
}

/** Go modules that carry Kubernetes manifests or chart files. Sums read from sum.golang.org through `go mod download`. */
export const modules = {
  gatewayApi: {
    path: "sigs.k8s.io/gateway-api",
    version: "v1.6.3",
    sum: "h1:lKpJa5bGlraC/QeACvCpsHLdmO6y0iKfzVl6gzaFEYc=",
  },
  kserve: {
    path: "github.com/kserve/kserve",
    version: "v0.20.0",
    sum: "h1:Bs7HxmGV4KFqqptDcWseKv+mwD4YOYHJWcuVgPG2Gug=",
  },
  istio: {
    path: "istio.io/istio",
    version: "v0.0.0-20260827124520-eed52ebb66ad",
    sum: "h1:ui9TJjRMAV/hb5ehQaZDq7IUGxuQP6dra9lapT/VjHI=",
  },
  istioApi: {
    path: "istio.io/api",
    version: "v1.31.1",
    sum: "h1:5Yb5ihcz4YQsCkciusK7DnFpBMwRB6EFWeUKH1Atuyk=",
  },
  prometheusOperator: {
    path: "github.com/prometheus-operator/prometheus-operator",
    version: "v0.93.1",
    sum: "h1:4Juk8v93RdG1DSGD/mGp+SeQKPmnlLIj2iq3blLZgFY=",
  },
  certManager: {
    path: "github.com/cert-manager/cert-manager",
    version: "v1.21.2",
    sum: "h1:UWgoYM+KLNtRlqmoWOKjKBOBUPVHeepQ6/ac3ERJW68=",
  },
  keda: {
    path: "github.com/kedacore/keda/v2",
    version: "v2.20.2",
    sum: "h1:SR60v8uIcelbveS8n/1jcl8tLdBBIbHMxmdOHw8tKqA=",
  },
  karpenterProvider: {
    path: "github.com/aws/karpenter-provider-aws",
    version: "v1.14.1",
    sum: "h1:WGtIQTQcxpElYMdWfWuPwaF2+9muR+hYhPZsTtoY8Gs=",
  },
  lws: {
    path: "sigs.k8s.io/lws",
    version: "v0.8.0",
    sum: "h1:DdhJ8QabwTfWgbgaHH2gdf8twliioHaoSfmDXRYEVU0=",
  },
  kwok: {
    path: "sigs.k8s.io/kwok",
    version: "v0.8.0",
    sum: "h1:OTIOTwgROqPMovcTwxICx2eYQ4AwLpSx5EpjbDKF4SQ=",
  },
} as const satisfies Readonly<Record<string, PinnedModule>>;

/** Folder with the content of a module, fetched through the module proxy when Go's module cache lacks it. */
export async function moduleContent(module: PinnedModule): Promise<string> {
  const logs = buildLogs();
  await requireGo(logs);
  const empty = await fs.mkdtemp(path.join(os.tmpdir(), "module-"));
  try {
    const output = await runGo({
      task: `Fetching ${module.path} ${module.version}`,
      args: ["mod", "download", "-json", `${module.path}@${module.version}`],
      cwd: empty,
      env: { GOFLAGS: "-mod=mod" },
      log: path.join(logs, `module-${process.pid}.log`),
    });
    return checkedFolder(module, JSON.parse(output) as DownloadedModule);
  } finally {
    await fs.rm(empty, { recursive: true, force: true });
  }
}

/** What `go mod download -json` prints about one module. */
export interface DownloadedModule {
  readonly Dir: string;
  readonly Sum: string;
}

/** The folder of a downloaded module, or an error when its content is not the pinned one. */
export function checkedFolder(module: PinnedModule, downloaded: DownloadedModule): string {
  if (downloaded.Sum !== module.sum) {
    throw new ToolchainError(
      "checksum",
      `Go module ${module.path} ${module.version} has checksum ${downloaded.Sum} and ${module.sum} is pinned: check GOPROXY and GONOSUMDB, then run \`go clean -modcache\` and the command again.`,
    );
  }
  return downloaded.Dir;
}
