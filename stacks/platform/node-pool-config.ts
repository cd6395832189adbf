import { nameProblems } from "@inference-platform/components/internal/names";
import type { Problem } from "@inference-platform/components/internal/problems";
import { nodePoolProblems } from "@inference-platform/components/nodes/rules";
import {
  offersOf,
  type PlatformNodePools,
} from "@inference-platform/components/platform/node-pools";
import { z } from "zod";

import { isRecord, parsePart, type Parsed } from "./config-problems";
import { karpenterPoolSchema, managedPoolSchema } from "./config-schema";
import type { GpuFleet } from "./tenant-config";

const engines = { managed: managedPoolSchema, karpenter: karpenterPoolSchema } as const;
type Engine = keyof typeof engines;

/** The node pools of a configuration: those that are right, and what they offer. */
export function parseNodePools(
  path: string,
  raw: unknown,
): Parsed<PlatformNodePools> & { readonly fleet?: GpuFleet } {
  const record = parsePart(path, raw, z.record(z.string(), z.unknown()));
  if (record.value === undefined) return { problems: record.problems };
  const pools = Object.entries(record.value).map(([pool, args]) => ({
    pool,
    parsed: parseNodePool(`${path}.${pool}`, args),
  }));
  const known = Object.fromEntries(
    pools.flatMap(({ pool, parsed }) => (parsed.value ? [[pool, parsed.value] as const] : [])),
  );
  const wrongPools = pools
    .filter(({ parsed }) => parsed.problems.length > 0)
    .map(({ pool }) => pool);
  return {
    problems: pools.flatMap(({ pool, parsed }) => [
      ...nameProblems(`${path}.${pool}`, pool, 40),
      ...parsed.problems,
    ]),
    value: known,
    fleet: { offers: offersOf(known), wrongPools },
  };
}

/** The keys of a pool depend on its engine. The name is checked with the record that it is the key of. */
function parseNodePool(path: string, raw: unknown): Parsed<PlatformNodePools[string]> {
  if (!isRecord(raw)) return parsePart(path, raw, managedPoolSchema);
  const engine = raw["engine"] ?? "managed";
  if (!isEngine(engine)) {
    const reason = `${JSON.stringify(engine)} is not an engine. Write managed or karpenter.`;
    return { problems: [{ path: `${path}.engine`, reason }] };
  }
  const { own, foreign } = withoutForeignKeys(raw, engine);
  const problems = foreign.map((key) => foreignKeyProblem(path, key, engine));
  // Two calls, because the engine decides the type of the pool.
  const parsed =
    engine === "karpenter"
      ? parsePart(path, own, karpenterPoolSchema, (pool) =>
          nodePoolProblems({ ...pool, pool: "any" }),
        )
      : parsePart(path, own, managedPoolSchema, (pool) =>
          nodePoolProblems({ ...pool, pool: "any" }),
        );
  return { ...parsed, problems: [...problems, ...parsed.problems] };
}

function isEngine(value: unknown): value is Engine {
  return value === "managed" || value === "karpenter";
}

/** Splits off the keys that only the other engine has. */
function withoutForeignKeys(
  raw: Readonly<Record<string, unknown>>,
  engine: Engine,
): { readonly own: object; readonly foreign: readonly string[] } {
  const known = Object.keys(engines[engine].shape);
  const other = Object.keys(engines[otherOf(engine)].shape);
  const foreign = Object.keys(raw).filter((key) => other.includes(key) && !known.includes(key));
  const own = Object.entries(raw).filter(([key]) => !foreign.includes(key));
  return { own: Object.fromEntries(own), foreign };
}

function foreignKeyProblem(path: string, key: string, engine: Engine): Problem {
  const other = otherOf(engine);
  return {
    path: `${path}.${key}`,
    reason: `is a key of pools with the engine ${other}, and this one has ${engine}. Remove it, or write engine: ${other}.`,
  };
}

function otherOf(engine: Engine): Engine {
  return engine === "managed" ? "karpenter" : "managed";
}
