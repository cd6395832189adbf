import type * as kubernetes from "@pulumi/kubernetes";
import type { types } from "@pulumi/kubernetes";

type ReleaseArgs = kubernetes.helm.v3.ReleaseArgs;

/** Where charts and manifests come from. A cluster without internet access uses a mirror inside its network. */
export interface Artifacts {
  /**
   * Base of a mirror that holds every chart under its own name: `https://charts.example.com` or `oci://registry/charts`.
   * Default: the place where each project publishes (`components/versions.ts`).
   */
  readonly chartRepository?: string;
  /** Host of an image mirror; replaces the registry host of the images that this code names. Default: the original one. */
  readonly imageRegistry?: string;
  /** URL or path of the Gateway API resource definitions. Default: the pinned release file. */
  readonly gatewayApiManifest?: string;
}

/** One pinned chart of `components/versions.ts`. */
export interface PinnedChart {
  readonly chart: string;
  readonly repository: string;
  readonly version: string;
}

/** The part of a Helm release that says which chart: pinned, from the mirror where there is one. */
export function chartSource(
  pinned: PinnedChart,
  artifacts: Artifacts | undefined,
): Pick<ReleaseArgs, "chart" | "version" | "repositoryOpts"> {
  const repository = artifacts?.chartRepository ?? pinned.repository;
  if (repository.startsWith("oci://")) {
    return { chart: `${repository}/${pinned.chart}`, version: pinned.version };
  }
  const repositoryOpts: types.input.helm.v3.RepositoryOpts = { repo: repository };
  return { chart: pinned.chart, version: pinned.version, repositoryOpts };
}

/** An image repository, on the mirror where there is one. */
export function imageRepository(repository: string, artifacts: Artifacts | undefined): string {
  if (artifacts?.imageRegistry === undefined) return repository;
  return `${artifacts.imageRegistry}/${repository.split("/").slice(1).join("/")}`;
}
