import { createHash } from "node:crypto";

import type { SandboxPaths } from "../../paths";
import type { Report } from "../../progress";
import { HelmReleases, releaseId, type HelmRelease } from "../helm-releases";
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
  UpdateRequest,
} from "../plugin";
import {
  asProperties,
  asString,
  changesBetween,
  type Properties,
  type PropertyPath,
} from "../properties";
import { mapAt } from "../secrets";
import { ApiError, type KubernetesApi } from "./api";
import { chartEffect, chartName, type ChartContext, type ChartParts } from "./charts";
import { hasFixedName, madeUpName } from "./manifest";
import type { OpenApi } from "./objects";

/** Inputs that make another release rather than another revision. */
const replaceOn = ["name", "namespace"];

/** Helm releases: recorded, with the effects of {@link chartEffect} in place of the chart. */
export class HelmReleaseResources {
  private readonly releases: HelmReleases;

  constructor(
    private readonly paths: SandboxPaths,
    private readonly open: OpenApi,
    private readonly parts: ChartParts,
    private readonly report: Report,
  ) {
    this.releases = new HelmReleases(paths);
  }

  check({ name, inputs, oldInputs }: CheckRequest): Promise<CheckAnswer> {
    const failures =
      inputs["chart"] === undefined
        ? [{ property: "chart", reason: "A release needs a chart: give its name or address." }]
        : [];
    return Promise.resolve({
      inputs: {
        ...inputs,
        name: inputs["name"] ?? madeUpName(oldInputs, name),
        namespace: inputs["namespace"] ?? "default",
      },
      failures,
    });
  }

  diff({ name, inputs, oldInputs }: DiffRequest): Promise<DiffAnswer> {
    const changes = changesBetween(oldInputs, inputs).map((change) => ({
      ...change,
      replace: replaceOn.includes(String(change.path[0])),
    }));
    const metadata = { name: inputs["name"] ?? "" };
    return Promise.resolve({ changes, deleteBeforeReplace: hasFixedName({ metadata }, name) });
  }

  async create({ inputs, secrets, preview }: CreateRequest): Promise<CreateAnswer> {
    if (preview) return { id: "", outputs: inputs };
    const release = releaseFrom(inputs, secrets, 1);
    if (inputs["createNamespace"] === true) await createNamespace(this.open(), release.namespace);
    await this.install(release, inputs);
    return { id: releaseId(release), outputs: outputsOf(inputs, release) };
  }

  async update({ id, inputs, secrets, preview, oldOutputs }: UpdateRequest): Promise<Properties> {
    if (preview) return { ...oldOutputs, ...inputs };
    const revision = (this.releases.find(id)?.revision ?? 0) + 1;
    const release = releaseFrom(inputs, secrets, revision);
    await this.install(release, inputs);
    return outputsOf(inputs, release);
  }

  read({ id, inputs }: ReadRequest): Promise<ReadAnswer | undefined> {
    const release = this.releases.find(id);
    if (release === undefined) return Promise.resolve(undefined);
    return Promise.resolve({ id, inputs, outputs: outputsOf(inputs, release) });
  }

  async delete({ id }: DeleteRequest): Promise<void> {
    const release = this.releases.find(id);
    if (release === undefined) return;
    this.releases.remove(id);
    await chartEffect(release.chart)?.uninstall(release, this.context());
  }

  /** Controllers read secrets from the program's own values, which the record has only as hashes. */
  private async install(release: HelmRelease, inputs: Properties): Promise<void> {
    this.releases.put(release);
    const values = asProperties(inputs["values"]);
    await chartEffect(release.chart)?.install({ ...release, values }, this.context());
  }

  private context(): ChartContext {
    return { paths: this.paths, api: this.open(), parts: this.parts, report: this.report };
  }
}

function releaseFrom(
  inputs: Properties,
  secrets: readonly PropertyPath[],
  revision: number,
): HelmRelease {
  const redacted = mapAt(inputs, secrets, (value) => {
    return `sha256:${createHash("sha256").update(JSON.stringify(value)).digest("hex")}`;
  });
  return {
    name: asString(inputs["name"]) ?? "",
    namespace: asString(inputs["namespace"]) ?? "",
    chart: chartName(asString(inputs["chart"]) ?? ""),
    version: asString(inputs["version"]) ?? "",
    values: asProperties(asProperties(redacted)["values"]),
    revision,
  };
}

function outputsOf(inputs: Properties, release: HelmRelease): Properties {
  const { name, namespace, chart, version, revision } = release;
  return {
    ...inputs,
    resourceNames: {},
    status: { name, namespace, chart, version, revision, status: "deployed" },
  };
}

async function createNamespace(api: KubernetesApi, name: string): Promise<void> {
  const reference = { apiVersion: "v1", kind: "Namespace", name, namespace: undefined };
  try {
    await api.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } }, reference);
  } catch (error) {
    const exists = error instanceof ApiError && error.code === 409;
    if (!exists) throw error;
  }
}
