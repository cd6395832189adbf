import assert from "node:assert/strict";

import { gpuOffers } from "../../components/gpu/offers";
import { placeGpuRequest, type GpuPlacement, type GpuRequest } from "../../components/gpu/request";
import { MAXIMUM_SHARES } from "../../components/gpu/rules";
import {
  findInstanceType,
  gpuPrices,
  PRICE_STALE_AFTER_DAYS,
  priceRegions,
  priceSource,
} from "../../components/nodes/instance-types";
import { typesOf } from "../../components/nodes/plan";
import { nodePoolProblems } from "../../components/nodes/rules";
import { offersOf } from "../../components/platform/node-pools";
import { parseConfig, type PlatformConfig } from "../../stacks/platform/config";
import { PlatformConfigError } from "../../stacks/platform/config-problems";
import { withChanges } from "../support/config-changes";
import { engineConfig, project } from "../support/stack-config";
import { configurationsOf, guide, isRecord, proseOf, rowsUnder, tablesOf } from "./guide";
import { gpuRows, languageModelRow, partRow, TOKENS } from "./guide-figures";

const partHead = ["way", "type", "parts of a GPU"] as const;

/** Proves that the figures of the guide follow from the table, and that its examples are valid. Not that they are wise. */
describe("docs/choosing-gpus.md", () => {
  it("gives every GPU with its cheapest type", () => {
    assert.deepEqual(rowsUnder(guide, "GPU", "GiB"), gpuRows());
  });

  it("computes what language models need", () => {
    const shapes = rowsUnder(guide, "model", "million parameters", "layers");
    assert.deepEqual(
      shapes.map(([model]) => model),
      ["7B", "13B", "70B"],
    );
    assert.deepEqual(
      rowsUnder(guide, "model", "precision"),
      shapes.flatMap((shape) => [languageModelRow(shape, "fp16"), languageModelRow(shape, "fp8")]),
    );
    assert.ok(guide.includes(`With ${TOKENS.toLocaleString("en")} tokens in flight`));
  });

  it("computes the weights of models on Triton", () => {
    const rows = rowsUnder(guide, "model", "million parameters", "bytes");
    assert.equal(rows.length, 4);
    for (const [model, millions, bytes, weights] of rows) {
      const MiB = (Number(millions) * 1e6 * Number(bytes)) / 2 ** 20;
      assert.equal(weights, MiB.toFixed(0), model);
    }
  });

  it("computes what parts of GPUs cost, of parts that there are", () => {
    const rows = rowsUnder(guide, ...partHead);
    assert.equal(rows.length, 12);
    for (const row of rows) {
      const [way = "", type = "", parts = ""] = row;
      assert.deepEqual(row, partRow(way, type, Number(parts)));
      assert.deepEqual(problemsOfPart(way, type, Number(parts)), [], row.join(" "));
    }
  });

  it("counts the vCPUs of quotas", () => {
    for (const [name = "", vcpus, gpus] of rowsUnder(
      guide,
      "instance type",
      "vCPUs of the quota",
    )) {
      const type = findInstanceType(name);
      assert.deepEqual([vcpus, gpus], [String(type?.vcpu), String(type?.gpuCount)], name);
    }
  });

  it("compares a MIG part of an H100 with an L4 as the table does", () => {
    const region = "us-east-1";
    const [h100, l4] = ["p5.4xlarge", "g6.xlarge"].map(findInstanceType);
    assert.ok(h100 && l4);
    assert.ok((gpuPrices(h100, region).perGpuHour ?? 0) / 7 > (gpuPrices(l4, region).perHour ?? 0));
    assert.ok(10 < (l4.gpuMemoryMiBPerGpu ?? 0) / 1024 / 2);
    assert.match(guide, /costs more an hour than a whole L4, and has less\nthan half its memory/);
  });

  it("names date, region and limits as the code has them", () => {
    assert.ok(guide.includes(`us-east-1, in USD, of ${priceSource.date},`));
    assert.deepEqual(priceRegions, ["us-east-1"]);
    assert.ok(guide.includes(`stale (${PRICE_STALE_AFTER_DAYS} days)`));
    assert.ok(guide.includes(`2 to ${MAXIMUM_SHARES}`));
  });

  it("has no price outside its tables, and eleven tables", () => {
    const [beforeSources = ""] = proseOf(guide).split("## Sources");
    assert.ok(beforeSources.length > 5000);
    assert.deepEqual(beforeSources.match(/\b\d+\.\d{2,}\b|\$ ?\d|\d USD/g), null);
    assert.equal(tablesOf(guide).length, 11);
  });

  it("names only instance types that the table has", () => {
    const names = guide.match(/\b[a-z][a-z0-9-]*\d[a-z0-9-]*\.(?:\d*x?large|metal)\b/g) ?? [];
    assert.ok(names.length > 40);
    assert.deepEqual(
      names.filter((name) => findInstanceType(name) === undefined),
      [],
    );
  });
});

function problemsOfPart(way: string, type: string, parts: number): unknown[] {
  const [kind, profile = ""] = way.split(" ");
  const sharings = {
    whole: undefined,
    "time-slicing": { timeSlicing: parts },
    MPS: { mps: parts },
    MIG: { mig: { [profile]: parts } },
  } as const;
  const pool = {
    pool: "part",
    instanceTypes: [type],
    gpu: true,
    sharing: sharings[kind as keyof typeof sharings],
    scaling: { min: 0, max: 1 },
  };
  const [offer] = gpuOffers({ ...pool, types: typesOf(pool) });
  assert.equal(offer?.perGpu, parts);
  return nodePoolProblems(pool);
}

/** The configuration of dev, with the pools and tenants of an example beside its own. */
function withExample(example: Record<string, unknown>): Record<string, string> {
  const changes = Object.entries(example).flatMap(([key, entries]) => {
    const [owner, name = ""] = key.split(":");
    assert.equal(owner, project);
    assert.ok(isRecord(entries));
    return Object.entries(entries).map(([entry, value]) => [`${name}.${entry}`, value] as const);
  });
  return withChanges(engineConfig("dev"), Object.fromEntries(changes));
}

function poolsOf(example: Record<string, unknown>): Record<string, unknown> {
  const pools = example[`${project}:nodePools`];
  return isRecord(pools) ? pools : {};
}

describe("examples of docs/choosing-gpus.md", () => {
  const examples = configurationsOf(guide);

  it("are six, each with pools", () => {
    assert.deepEqual(
      examples.map((example) => Object.keys(poolsOf(example))),
      [
        ["turns", "quarters", "partitions"],
        ["base", "peaks"],
        ["fallback", "open", "block"],
        ["snapshot", "parallel", "local"],
        ["cluster"],
        ["whole", "quarters", "mig", "large"],
      ],
    );
  });

  for (const [index, example] of examples.entries()) {
    it(`number ${index + 1} is a valid configuration`, () => {
      const { nodePools } = parseConfig(withExample(example), project);
      for (const pool of Object.keys(poolsOf(example))) assert.ok(pool in nodePools, pool);
    });
  }

  it("are refused where they ask for what no pool has", () => {
    const asking = examples.at(-1);
    assert.ok(asking);
    const wrong = withChanges(withExample(asking), {
      "tenants.vision.models.writer.gpu.count": 8,
    });
    assert.throws(
      () => parseConfig(wrong, project),
      (error) =>
        error instanceof PlatformConfigError &&
        error.message.includes("8 GPUs do not fit on one node: the largest of pool large has 4."),
    );
  });

  it("place each model on the pools that the guide says", () => {
    const asking = examples.at(-1);
    assert.ok(asking);
    const { nodePools, tenants } = parseConfig(withExample(asking), project);
    assert.deepEqual(
      Object.values(tenants["vision"]?.models ?? {}).map(({ gpu }) => placementOf(gpu, nodePools)),
      [
        { pools: ["whole"], resource: "nvidia.com/gpu", count: 1 },
        { pools: ["quarters"], resource: "nvidia.com/gpu.shared", count: 1 },
        { pools: ["mig"], resource: "nvidia.com/mig-1g.10gb", count: 1 },
        { pools: ["large"], resource: "nvidia.com/gpu", count: 4 },
      ],
    );
  });

  it("let a model for L4s run on the managed pool and on that of Karpenter", () => {
    const baseAndPeaks = examples[1];
    assert.ok(baseAndPeaks);
    const { nodePools } = parseConfig(withExample(baseAndPeaks), project);
    assert.deepEqual(placementOf({ name: "l4" }, nodePools), {
      pools: ["base", "peaks"],
      resource: "nvidia.com/gpu",
      count: 1,
    });
  });
});

function placementOf(
  gpu: GpuRequest | undefined,
  nodePools: PlatformConfig["nodePools"],
): Pick<GpuPlacement, "pools" | "resource" | "count"> | undefined {
  const { placement, problems } = placeGpuRequest(gpu ?? {}, offersOf(nodePools));
  assert.deepEqual(problems, []);
  if (placement === undefined) return undefined;
  const { pools, resource, count } = placement;
  return { pools, resource, count };
}
