import { existsSync, readFileSync } from "node:fs";

import type { SandboxPaths } from "../../paths";
import type { Report } from "../../progress";
import type {
  CheckAnswer,
  CheckRequest,
  CreateAnswer,
  CreateRequest,
  DeleteRequest,
  DiffAnswer,
  DiffRequest,
  ReadAnswer,
  ReadRequest,
  ResourcePlugin,
  UpdateRequest,
} from "../plugin";
import type { Properties } from "../properties";
import { KubernetesApi } from "./api";
import type { ChartParts } from "./charts";
import { KubernetesObjects } from "./objects";
import { HelmReleaseResources } from "./releases";

const releaseType = "kubernetes:helm.sh/v3:Release";

/** Serves the package `kubernetes` against a live API server. */
export class KubernetesPlugin implements ResourcePlugin {
  readonly version = "4.34.2";
  private kubeconfig: string | undefined;
  private connection: KubernetesApi | undefined;
  private readonly objects: KubernetesObjects;
  private readonly releases: HelmReleaseResources;

  constructor(
    private readonly paths: SandboxPaths,
    parts: ChartParts,
    report: Report,
  ) {
    const open = (): KubernetesApi => this.api();
    this.objects = new KubernetesObjects(open);
    this.releases = new HelmReleaseResources(paths, open, parts, report);
  }

  /** Takes the kubeconfig of the provider. A sandbox has one cluster: the last one given is used. */
  configure(variables: Readonly<Record<string, string>>): void {
    const kubeconfig = variables["kubernetes:config:kubeconfig"];
    if (kubeconfig === undefined || kubeconfig === "" || kubeconfig === this.kubeconfig) return;
    this.kubeconfig = kubeconfig;
    this.connection = undefined;
  }

  check(request: CheckRequest): Promise<CheckAnswer> {
    return this.resources(request.type).check(request);
  }

  diff(request: DiffRequest): Promise<DiffAnswer> {
    return this.resources(request.type).diff(request);
  }

  create(request: CreateRequest): Promise<CreateAnswer> {
    return this.resources(request.type).create(request);
  }

  read(request: ReadRequest): Promise<ReadAnswer | undefined> {
    return this.resources(request.type).read(request);
  }

  update(request: UpdateRequest): Promise<Properties> {
    return this.resources(request.type).update(request);
  }

  delete(request: DeleteRequest): Promise<void> {
    return this.resources(request.type).delete(request);
  }

  invoke(token: string): Promise<Properties> {
    return Promise.reject(new Error(`the sandbox has no function ${token} of kubernetes`));
  }

  private resources(type: string): KubernetesObjects | HelmReleaseResources {
    if (type === releaseType) return this.releases;
    if (/^kubernetes:helm\.sh\//.test(type) || /(Patch|List)$/.test(type)) {
      throw new Error(
        `the sandbox has no ${type}: use single objects, kubernetes:yaml/v2 or ${releaseType}`,
      );
    }
    return this.objects;
  }

  private api(): KubernetesApi {
    this.connection ??= new KubernetesApi(this.kubeconfig ?? this.localKubeconfig());
    return this.connection;
  }

  private localKubeconfig(): string {
    if (existsSync(this.paths.kubeconfig)) return readFileSync(this.paths.kubeconfig, "utf8");
    throw new Error(
      `no control plane runs for the stack ${this.paths.stack}, and the provider has no kubeconfig: start the sandbox first`,
    );
  }
}
