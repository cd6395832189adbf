import type { SandboxPaths } from "../paths";
import { JsonFile } from "../json-file";
import { without, type Properties } from "./properties";

/** A Helm release as the sandbox records it. No chart is rendered. */
export interface HelmRelease {
  readonly name: string;
  readonly namespace: string;
  readonly chart: string;
  readonly version: string;
  /** As given by the program; a secret value is replaced by its SHA-256. */
  readonly values: Properties;
  /** Starts at 1 and grows with each upgrade. */
  readonly revision: number;
}

type Releases = Record<string, HelmRelease>;

/** The releases of one sandbox, by `<namespace>/<name>`. */
export class HelmReleases {
  private readonly file: JsonFile<Releases>;

  constructor(paths: SandboxPaths) {
    this.file = new JsonFile<Releases>(paths.helmReleases, {});
  }

  /** Every release, in no particular order. */
  list(): HelmRelease[] {
    return Object.values(this.file.read());
  }

  /** The release with this id. */
  find(id: string): HelmRelease | undefined {
    return this.file.read()[id];
  }

  /** Adds or replaces a release. */
  put(release: HelmRelease): void {
    this.file.write({ ...this.file.read(), [releaseId(release)]: release });
  }

  /** Removes a release; nothing happens where there is none. */
  remove(id: string): void {
    this.file.write(without(this.file.read(), id));
  }
}

/** `<namespace>/<name>`, the id that the Kubernetes provider gives a release. */
export function releaseId(release: Pick<HelmRelease, "name" | "namespace">): string {
  return `${release.namespace}/${release.name}`;
}
