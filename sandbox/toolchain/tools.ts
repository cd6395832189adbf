/** Executables that the sandbox can bring. */
export type ToolName =
  | "pulumi"
  | "etcd"
  | "kube-apiserver"
  | "kube-controller-manager"
  | "kube-scheduler"
  | "kubectl"
  | "kwok"
  | "kserve-controller"
  | "kserve-localmodel-controller"
  | "lws-controller"
  | "karpenter"
  | "pilot-discovery"
  | "opa"
  | "prometheus"
  | "promtool";

/** One executable: where its source is pinned and how its version is told. */
export interface Tool {
  /** Name of the executable. */
  readonly name: ToolName;
  /** Folder below `sandbox/tools` whose `go.mod` and `go.sum` pin the source and every dependency. */
  readonly module: string;
  /** Go package with `func main`. */
  readonly package: string;
  /** Version of the module that the package lies in, or of {@link builtOn}, as `go.mod` writes it. */
  readonly version: string;
  /** Module that the package, which is our own, is made from. */
  readonly builtOn?: string;
  /** Go variables that the linker sets, `package.name` to value. */
  readonly linkedValues: Readonly<Record<string, string>>;
  /** Build tags of Go. Default: none. */
  readonly buildTags?: readonly string[];
  /** Arguments that make an installed executable print its version, and the line it then prints. Without them only an own build is used. */
  readonly installed?: { readonly args: readonly string[]; readonly line: string };
  /** Seconds of one build on 2 cores in the order of this table with an empty build cache; measured 24 November 2026. */
  readonly coldBuildSeconds: number;
}

const kubernetesVersion = "v1.35.4";

const kubernetes = {
  module: "kubernetes",
  version: kubernetesVersion,
  linkedValues: {
    "k8s.io/component-base/version.gitVersion": kubernetesVersion,
    "k8s.io/component-base/version.gitMajor": "1",
    "k8s.io/component-base/version.gitMinor": "35",
    "k8s.io/component-base/version.gitTreeState": "clean",
  },
} as const;

const kubernetesServer = {
  ...kubernetes,
  installed: { args: ["--version"], line: `Kubernetes ${kubernetesVersion}` },
} as const;

/** v0.315.0 is Prometheus 3.15.0. */
const prometheus = {
  module: "prometheus",
  version: "v0.315.0",
  linkedValues: { "github.com/prometheus/common/version.Version": "3.15.0" },
  // Service discovery for every cloud is most of the build; the files and static targets that are used need none of it.
  buildTags: ["remove_all_sd"],
} as const;

/** Every tool by name, each with the versions that were proved to work together. */
export const tools: Readonly<Record<ToolName, Tool>> = {
  "kube-apiserver": {
    name: "kube-apiserver",
    package: "k8s.io/kubernetes/cmd/kube-apiserver",
    coldBuildSeconds: 241,
    ...kubernetesServer,
  },
  "kube-controller-manager": {
    name: "kube-controller-manager",
    package: "k8s.io/kubernetes/cmd/kube-controller-manager",
    coldBuildSeconds: 49,
    ...kubernetesServer,
  },
  "kube-scheduler": {
    name: "kube-scheduler",
    package: "k8s.io/kubernetes/cmd/kube-scheduler",
    coldBuildSeconds: 5,
    ...kubernetesServer,
  },
  kubectl: {
    name: "kubectl",
    package: "k8s.io/kubernetes/cmd/kubectl",
    coldBuildSeconds: 21,
    installed: { args: ["version", "--client"], line: `Client Version: ${kubernetesVersion}` },
    ...kubernetes,
  },
  etcd: {
    name: "etcd",
    module: "etcd",
    package: "go.etcd.io/etcd/server/v3",
    version: "v3.7.3",
    linkedValues: {},
    installed: { args: ["--version"], line: "etcd Version: 3.7.3" },
    coldBuildSeconds: 32,
  },
  pulumi: {
    name: "pulumi",
    module: "pulumi",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    version: "v3.259.0",
    // The Automation API parses this value; without it no version can be told and the CLI is refused.
    linkedValues: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": "3.259.0" },
    installed: { args: ["version"], line: "v3.259.0" },
    coldBuildSeconds: 183,
  },
  kwok: {
    name: "kwok",
    module: "kwok",
    package: "sigs.k8s.io/kwok/cmd/kwok",
    version: "v0.8.0",
    linkedValues: {},
    installed: { args: ["--version"], line: "kwok version v0.8.0" },
    coldBuildSeconds: 68,
  },
  "kserve-controller": {
    name: "kserve-controller",
    module: "kserve",
    package: "github.com/kserve/kserve/cmd/manager",
    version: "v0.20.0",
    linkedValues: {},
    coldBuildSeconds: 124,
  },
  "kserve-localmodel-controller": {
    name: "kserve-localmodel-controller",
    module: "kserve",
    package: "github.com/kserve/kserve/cmd/localmodel",
    version: "v0.20.0",
    linkedValues: {},
    coldBuildSeconds: 20,
  },
  "lws-controller": {
    name: "lws-controller",
    module: "lws",
    package: "sigs.k8s.io/lws/cmd",
    version: "v0.8.0",
    linkedValues: {},
    coldBuildSeconds: 100,
  },
  karpenter: {
    name: "karpenter",
    module: "karpenter",
    package: "inference-platform/sandbox/tools/karpenter",
    builtOn: "sigs.k8s.io/karpenter",
    version: "v1.14.1",
    linkedValues: {},
    coldBuildSeconds: 190,
  },
  "pilot-discovery": {
    name: "pilot-discovery",
    module: "istio",
    package: "istio.io/istio/pilot/cmd/pilot-discovery",
    version: "v0.0.0-20260827124520-eed52ebb66ad",
    linkedValues: {},
    coldBuildSeconds: 221,
  },
  // Not part of the sandbox: tests ask it what the rules about API keys decide.
  opa: {
    name: "opa",
    module: "opa",
    package: "github.com/open-policy-agent/opa",
    version: "v1.22.2",
    linkedValues: {},
    installed: { args: ["version"], line: "Version: 1.22.2" },
    coldBuildSeconds: 108,
  },
  // Not part of `up`: tests of the rules and dashboards, and `npm run sandbox -- dashboard`.
  prometheus: {
    name: "prometheus",
    package: "github.com/prometheus/prometheus/cmd/prometheus",
    coldBuildSeconds: 230,
    ...prometheus,
  },
  promtool: {
    name: "promtool",
    package: "github.com/prometheus/prometheus/cmd/promtool",
    coldBuildSeconds: 20,
    ...prometheus,
  },
};

/** Flags of `go build` that decide what is in the executable of a tool. */
export function buildFlags(tool: Tool): string[] {
  const tags = tool.buildTags ?? [];
  return [...(tags.length > 0 ? ["-tags", tags.join(",")] : []), "-ldflags", linkerFlags(tool)];
}

/** Linker flags of a tool: no symbol table, no debug information, the values of its row. */
export function linkerFlags(tool: Tool): string {
  const values = Object.entries(tool.linkedValues).map(([name, value]) => `-X ${name}=${value}`);
  return ["-s", "-w", ...values].join(" ");
}

/** Whether the output of an installed executable names exactly the version of the row. */
export function isRowVersion(tool: Tool, output: string): boolean {
  const line = tool.installed?.line;
  if (line === undefined) return false;
  return output.split("\n").some((printed) => {
    const text = printed.trim();
    // The version number ends where the line ends or a blank follows: v0.8.0-rc is not v0.8.0.
    return text === line || text.startsWith(`${line} `);
  });
}
