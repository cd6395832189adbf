import type { StorageDrivers } from "../cluster/plan";
import { prefixProblems } from "../identity/rules";
import { nameProblems } from "../internal/names";
import { below, didYouMean, type Problem } from "../internal/problems";
import { isMemory } from "../internal/units";
import { sourceLocation, type ModelVersion } from "./model-version";
import type { RepositoryVolume } from "./repository-volume";
import { repositoryModelProblems } from "./triton-repository-rules";
import { modelSourceProblems } from "./source-rules";
import type { TritonModelConfig } from "./triton-config";
import { volumeProblems } from "./volume-rules";

/** What the rules of a model repository look at. */
export interface ModelRepositoryRuleInput {
  readonly repository: string;
  readonly volume: RepositoryVolume;
  readonly models: Readonly<Record<string, TritonModelConfig>>;
  readonly versions?: Readonly<Record<string, readonly ModelVersion[]>>;
  readonly loader?: object;
  readonly storageDrivers?: StorageDrivers;
}

/** Problems of a model repository. */
export function modelRepositoryProblems(input: ModelRepositoryRuleInput): Problem[] {
  return [
    // The longest names that are made of it end in "-loader".
    ...nameProblems("repository", input.repository, 56),
    ...Object.entries(input.models).flatMap(([name, config]) => [
      ...nameProblems(`models.${name}`, name),
      ...below(`models.${name}`, repositoryModelProblems(name, config)),
    ]),
    ...repositoryVolumeProblems(input),
  ];
}

/** Problems of what a repository lies on and of what is copied there; the models themselves are not judged. */
export function repositoryVolumeProblems(
  input: Omit<ModelRepositoryRuleInput, "repository">,
): Problem[] {
  return [
    ...below("volume", volumeProblems(input.volume, input.storageDrivers)),
    ...loadProblems(input),
  ];
}

/** A read-only volume has no versions to load, a writable one nothing else. */
function loadProblems({
  volume,
  models,
  versions = {},
  loader,
}: Omit<ModelRepositoryRuleInput, "repository">): Problem[] {
  if (volume.type === "s3") {
    if (Object.keys(versions).length === 0) return [];
    const reason =
      "cannot be copied: the volume is read-only, and the objects of its prefix are the repository. Upload the versions there, or use a volume of type efs, fsxLustre or ebs.";
    return [{ path: "versions", reason }];
  }
  return [
    ...(loader === undefined
      ? [
          {
            path: "loader",
            reason: `is missing, and nothing else writes to a volume of type ${volume.type}. Say the cluster and the region of the buckets.`,
          },
        ]
      : []),
    ...Object.entries(models).flatMap(([model, { ensemble }]) =>
      ensemble === undefined
        ? []
        : [
            {
              path: `models.${model}.ensemble`,
              reason: `cannot be copied to a volume of type ${volume.type}: the loader knows one model a folder. Keep ensembles in a repository on S3.`,
            },
          ],
    ),
    ...Object.keys(models)
      .filter(
        (model) => (versions[model] ?? []).length === 0 && models[model]?.ensemble === undefined,
      )
      .map((model) => ({
        path: `models.${model}`,
        reason: `has no version to load. Add versions.${model}, or remove the model.`,
      })),
    ...Object.entries(versions).flatMap(([model, list]) =>
      versionListProblems(model, list, Object.keys(models)),
    ),
  ];
}

function versionListProblems(
  model: string,
  list: readonly ModelVersion[],
  models: readonly string[],
): Problem[] {
  const path = `versions.${model}`;
  if (!models.includes(model)) {
    const reason = `is not a model of the repository.${didYouMean(model, models)} Write one of its models: ${models.join(", ")}.`;
    return [{ path, reason }];
  }
  return list.flatMap((version, index) => {
    const at = `${path}[${index}]`;
    const first = list.findIndex((other) => other.version === version.version);
    return [
      ...(first === index
        ? []
        : [
            {
              path: `${at}.version`,
              reason: `${version.version} is the version of ${path}[${first}] too. Give each its own number.`,
            },
          ]),
      ...below(at, versionProblems(version)),
    ];
  });
}

/** Problems of one version. */
function versionProblems(version: ModelVersion): Problem[] {
  const problems: Problem[] = [];
  // Triton reads the name of the folder as a 64-bit number; larger ones are not exact in JSON.
  if (!Number.isSafeInteger(version.version) || version.version < 1) {
    problems.push({
      path: "version",
      reason: `${version.version} is not a version. Write a whole number from 1.`,
    });
  }
  if (!/^[0-9a-f]{64}$/.test(version.manifestSha256)) {
    problems.push({
      path: "manifestSha256",
      reason: `"${version.manifestSha256}" is not a SHA-256. Write the 64 hexadecimal digits that "sha256sum SHA256SUMS" prints.`,
    });
  }
  if (version.size !== undefined && !isMemory(version.size)) {
    problems.push({
      path: "size",
      reason: `"${version.size}" is not a size. Write for instance "40Gi".`,
    });
  }
  return [
    ...problems,
    ...sourceProblems(version.source),
    ...keyProblems(version.signature?.publicKey),
  ];
}

function sourceProblems(source: string): Problem[] {
  const path = "source";
  const wrong = modelSourceProblems(path, source);
  if (wrong.length > 0) return wrong;
  if (!source.startsWith("s3://")) {
    return [{ path, reason: `"${source}" is not in S3, which is all that the loader can read.` }];
  }
  return prefixProblems(path, sourceLocation(source).prefix);
}

function keyProblems(publicKey: string | undefined): Problem[] {
  if (publicKey === undefined) return [];
  const path = "signature.publicKey";
  if (publicKey.includes("PRIVATE KEY")) {
    return [
      {
        path,
        reason:
          "is a private key. Write the public one, and replace this pair: what is in a configuration is known.",
      },
    ];
  }
  if (
    /^-----BEGIN PUBLIC KEY-----\n[A-Za-z0-9+/=\n]+\n-----END PUBLIC KEY-----\n?$/.test(publicKey)
  ) {
    return [];
  }
  return [
    {
      path,
      reason: "is not a public key. Write it in PEM, from -----BEGIN PUBLIC KEY----- to its end.",
    },
  ];
}
