import { nameProblems } from "../internal/names";
import { below, didYouMean, type Problem } from "../internal/problems";
import { isMemory, mebibytes } from "../internal/units";
import { holdsUri, type CachedModel, type CacheNodeGroup } from "./cache-plan";
import { modelSourceProblems } from "./source-rules";

/** What the rules of a model cache look at. */
export interface ModelCacheRuleInput {
  readonly nodeGroups: Readonly<Record<string, CacheNodeGroup>>;
  readonly models: Readonly<Record<string, CachedModel>>;
}

/** Problems of a model cache. */
export function modelCacheProblems(input: ModelCacheRuleInput): Problem[] {
  const groups = Object.entries(input.nodeGroups);
  return [
    ...(groups.length === 0
      ? [{ path: "nodeGroups", reason: "is empty: no node would keep a model. Name one group." }]
      : []),
    ...groups.flatMap(([name, group]) => below(`nodeGroups.${name}`, groupProblems(name, group))),
    ...Object.entries(input.models).flatMap(([name, model]) =>
      below(`models.${name}`, modelProblems(name, model, Object.keys(input.nodeGroups))),
    ),
    ...sharedUriProblems(input.models),
    ...groups.flatMap(([name, group]) => roomProblems(name, group, input.models)),
  ];
}

function groupProblems(name: string, { pool, storageLimit }: CacheNodeGroup): Problem[] {
  return [
    ...nameProblems("", name),
    ...nameProblems("pool", pool),
    ...sizeProblems("storageLimit", storageLimit),
  ];
}

function modelProblems(name: string, model: CachedModel, groups: readonly string[]): Problem[] {
  return [
    // KServe puts the name into a label.
    ...nameProblems("", name),
    ...sizeProblems("size", model.size),
    ...downloadProblems(model.uri),
    ...(model.nodeGroups.length === 0
      ? [{ path: "nodeGroups", reason: "is empty: no node would keep it. Name at least one." }]
      : []),
    ...model.nodeGroups.flatMap((group, index) =>
      groups.includes(group)
        ? []
        : [
            {
              path: `nodeGroups[${index}]`,
              reason: `"${group}" is not a node group of this cache.${didYouMean(group, groups)} Write one of ${groups.join(", ")}.`,
            },
          ],
    ),
  ];
}

function sizeProblems(path: string, size: string): Problem[] {
  if (isMemory(size)) return [];
  return [{ path, reason: `"${size}" is not a size. Write for instance "200Gi".` }];
}

/** The Job that fills a cache is KServe's storage initializer, which knows neither claims nor images. */
function downloadProblems(uri: string): Problem[] {
  const path = "uri";
  const problems = modelSourceProblems(path, uri);
  if (problems.length > 0 || !/^(pvc|oci):/.test(uri)) return problems;
  return [
    {
      path,
      reason: `"${uri}" cannot be downloaded to a node. Use s3://, hf://, gs:// or https://.`,
    },
  ];
}

/** KServe serves a URI from the cache of the same URI or of one above it, so two that overlap are ambiguous. */
function sharedUriProblems(models: ModelCacheRuleInput["models"]): Problem[] {
  const entries = Object.entries(models).map(([name, { uri }]) => ({
    name,
    uri,
  }));
  return entries.flatMap(({ name, uri }, index) => {
    const other = entries.slice(0, index).find((e) => holdsUri(e.uri, uri) || holdsUri(uri, e.uri));
    if (other === undefined) return [];
    return [
      {
        path: `models.${name}.uri`,
        reason: `is the same as that of ${other.name}, or one lies in the other. Keep one of the two.`,
      },
    ];
  });
}

function roomProblems(
  name: string,
  { storageLimit }: CacheNodeGroup,
  models: ModelCacheRuleInput["models"],
): Problem[] {
  const sizes = Object.values(models)
    .filter(({ nodeGroups }) => nodeGroups.includes(name))
    .map(({ size }) => size);
  if (!isMemory(storageLimit) || !sizes.every(isMemory)) return [];
  const needed = sizes.reduce((sum, size) => sum + mebibytes(size), 0);
  if (needed <= mebibytes(storageLimit)) return [];
  return [
    {
      path: `nodeGroups.${name}.storageLimit`,
      reason: `${storageLimit} is less than its models need together: ${needed}Mi. Raise it, or move a model to another group.`,
    },
  ];
}
