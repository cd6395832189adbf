import type { Problem } from "../../internal/problems";
import { httpGet, type RuntimeDefinition } from "./runtime";

/** Any container that answers HTTP, for instance an image that BentoML has built (`port: 3000`, `/readyz`, `/livez`). */
export interface CustomRuntime {
  readonly name: "custom";
  /** Image with a tag or a digest; `latest` is refused, because nobody can say what it is tomorrow. */
  readonly image: string;
  /** Port of HTTP. */
  readonly port: number;
  /** Path that answers 2xx once a request can be answered. */
  readonly readinessPath: string;
  /** Path that answers 2xx as long as the process is well. Default: `readinessPath`. */
  readonly livenessPath?: string;
  /** Entry point. Default: that of the image. */
  readonly command?: readonly string[];
  /** Arguments of the entry point. Default: those of the image. */
  readonly args?: readonly string[];
  /** Path of Prometheus metrics on the same port. Default: none. */
  readonly metricsPath?: string;
}

export const custom: RuntimeDefinition<CustomRuntime> = {
  servingRuntimes: () => [],
  plan: (args) => ({
    container: {
      image: args.image,
      ...(args.command && { command: [...args.command] }),
      ports: [{ name: "http", containerPort: args.port, protocol: "TCP" }],
    },
    args: args.args ?? [],
    env: [],
    startup: httpGet(args.readinessPath, args.port),
    readiness: httpGet(args.readinessPath, args.port),
    liveness: httpGet(args.livenessPath ?? args.readinessPath, args.port),
    sharedMemory: false,
    writesCache: false,
    leastStartupSeconds: 0,
    exitSeconds: 0,
    ...(args.metricsPath !== undefined && {
      metrics: { port: args.port, path: args.metricsPath },
    }),
  }),
  problems: (args) => [
    ...imageProblems("image", args.image),
    ...portProblems(args.port),
    ...pathProblems(args),
  ],
};

/** Problems of an image of a caller: no tag, or one that moves. */
export function imageProblems(path: string, image: string): Problem[] {
  const pinned =
    /^[a-z0-9][a-z0-9._/:-]*?(:(?<tag>\w[\w.-]{0,127}))?(?<digest>@sha256:[0-9a-f]{64})?$/;
  const { tag, digest } = pinned.exec(image)?.groups ?? {};
  if ((tag !== undefined && tag !== "latest") || digest !== undefined) return [];
  return [
    {
      path,
      reason: `"${image}" is not a pinned image. Write <repository>:<tag> or <repository>@sha256:<digest>, and not latest.`,
    },
  ];
}

function portProblems(port: number): Problem[] {
  if (Number.isInteger(port) && port >= 1024 && port <= 65_535) return [];
  return [
    {
      path: "port",
      reason: `${port} is not a port for a user without rights. Write a whole number from 1024 to 65535.`,
    },
  ];
}

function pathProblems(args: CustomRuntime): Problem[] {
  return (["readinessPath", "livenessPath", "metricsPath"] as const).flatMap((path) => {
    const value = args[path];
    if (value === undefined || /^\/[^\s?#]*$/.test(value)) return [];
    return [{ path, reason: `"${value}" is not a path. Start with "/", for instance /readyz.` }];
  });
}
