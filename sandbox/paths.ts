import * as path from "node:path";

/** The checkout that this sandbox belongs to. */
export const repositoryRoot = path.resolve(__dirname, "..");

/** Where one sandbox stack keeps everything it makes. `down` removes the whole folder. */
export interface SandboxPaths {
  /** Pulumi stack name, for instance `dev`. */
  readonly stack: string;
  /** Folder of this stack; every path below lies in it. */
  readonly root: string;
  /** Certificates, etcd data, kubeconfig and configuration files of the control plane. */
  readonly controlPlane: string;
  /** Administrator kubeconfig of the API server on loopback. */
  readonly kubeconfig: string;
  /** One log file a process. */
  readonly logs: string;
  /** JSON list of the processes that were started for this stack. */
  readonly processes: string;
  /** Folder of the Pulumi file backend. */
  readonly backend: string;
  /** Working folder of the engine: copies of Pulumi.yaml and Pulumi.<stack>.yaml. */
  readonly project: string;
  /** JSON store of the simulated AWS: every object it holds, by id. */
  readonly aws: string;
  /** JSON store of the Helm releases that were recorded. */
  readonly helmReleases: string;
  /** JSON file of what the simulated EC2 has no capacity for, and of its capacity reservations. */
  readonly capacity: string;
}

/** Folder of all sandbox stacks: `SANDBOX_FOLDER` of the environment, or `<checkout>/.sandbox`. */
function sandboxFolder(): string {
  const folder = process.env["SANDBOX_FOLDER"] ?? "";
  return folder === "" ? path.join(repositoryRoot, ".sandbox") : path.resolve(folder);
}

/** Paths of one sandbox stack, below the folder of all stacks unless another base is given. */
export function sandboxPaths(stack: string, base: string = sandboxFolder()): SandboxPaths {
  const root = path.join(base, stack);
  const controlPlane = path.join(root, "control-plane");
  return {
    stack,
    root,
    controlPlane,
    kubeconfig: path.join(controlPlane, "kubeconfig.yaml"),
    logs: path.join(root, "logs"),
    processes: path.join(root, "processes.json"),
    backend: path.join(root, "backend"),
    project: path.join(root, "project"),
    aws: path.join(root, "aws.json"),
    helmReleases: path.join(root, "helm-releases.json"),
    capacity: path.join(root, "capacity.json"),
  };
}
