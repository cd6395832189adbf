import assert from "node:assert/strict";

import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";

import { chartSource, imageRepository } from "../../components/internal/artifacts";
import { nameProblems } from "../../components/internal/names";
import { PlatformComponent } from "../../components/internal/platform-component";
import { below, didYouMean, keyed, refuse } from "../../components/internal/problems";
import { isCpu, isMemory } from "../../components/internal/units";
import { record, recordRefusal } from "../support/recorder";
import { said } from "../support/recorded";

describe("names", () => {
  it("are accepted exactly where they are DNS-1123 labels that begin with a letter", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", "z", "0", "-", "A", "_", "."), maxLength: 70 }),
        (name) => {
          const expected =
            name.length <= 63 && /^[a-z]/.test(name) && /^[a-z0-9-]*[a-z0-9]$/.test(name);
          assert.equal(nameProblems("name", name).length === 0, expected);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe("problems", () => {
  it("are put below a path", () => {
    assert.deepEqual(
      said(
        below("a", [
          { path: "", reason: "x" },
          { path: "b", reason: "y" },
        ]),
      ),
      ["a: x", "a.b: y"],
    );
    assert.deepEqual(
      said(
        keyed("name", [
          { path: "name", reason: "x" },
          { path: "b", reason: "y" },
        ]),
      ),
      [": x", "b: y"],
    );
  });

  it("end a construction only where there are some", () => {
    refuse("Thing", []);
    assert.throws(
      () => {
        refuse("Thing", [{ path: "a", reason: "x" }]);
      },
      { message: "Thing: one input is wrong" },
    );
  });

  it("suggest what is within two edits", () => {
    const known = ["network", "nodePools"];
    assert.equal(didYouMean("netwrok", known), ' Did you mean "network"?');
    assert.equal(didYouMean("nodepools", known), ' Did you mean "nodePools"?');
    assert.equal(didYouMean("node", known), "");
  });
});

describe("quantities", () => {
  it("of CPU are cores or thousandths above zero", () => {
    assert.deepEqual(["1", "0.5", "500m", "0", "0.0", "0m", "1.5m", "-1", "1k", ""].filter(isCpu), [
      "1",
      "0.5",
      "500m",
    ]);
  });

  it("of memory are whole and binary", () => {
    assert.deepEqual(
      ["1Mi", "4Gi", "2Ti", "0Gi", "1.5Gi", "1G", "1024", "Gi", ""].filter(isMemory),
      ["1Mi", "4Gi", "2Ti"],
    );
  });
});

describe("artifacts", () => {
  const pinned = { chart: "base", repository: "https://charts.example.com", version: "1.0.0" };

  it("come from where a project publishes, or from a mirror", () => {
    assert.deepEqual(chartSource(pinned, undefined), {
      chart: "base",
      version: "1.0.0",
      repositoryOpts: { repo: "https://charts.example.com" },
    });
    assert.deepEqual(chartSource(pinned, { chartRepository: "oci://mirror/charts" }), {
      chart: "oci://mirror/charts/base",
      version: "1.0.0",
    });
    assert.deepEqual(chartSource(pinned, { chartRepository: "https://mirror/charts" }), {
      chart: "base",
      version: "1.0.0",
      repositoryOpts: { repo: "https://mirror/charts" },
    });
  });

  it("replace the registry of an image and keep its path", () => {
    assert.equal(
      imageRepository("nvcr.io/nvidia/tritonserver", undefined),
      "nvcr.io/nvidia/tritonserver",
    );
    assert.equal(
      imageRepository("nvcr.io/nvidia/tritonserver", { imageRegistry: "mirror:5000" }),
      "mirror:5000/nvidia/tritonserver",
    );
  });
});

describe("PlatformComponent", () => {
  class Unit extends PlatformComponent {
    constructor(name: string, child: string, opts?: pulumi.ComponentResourceOptions) {
      super("Unit", name, {}, opts);
      new aws.s3.Bucket(child, {}, { parent: this });
      this.registerOutputs({});
    }
  }

  it("refuses a child that does not begin with its name", async () => {
    const { error } = await recordRefusal(() => new Unit("unit", "bucket"));
    assert.equal(
      String(error),
      'Error: Unit "unit" made a child named "bucket". Name it "unit-…" so that two instances do not collide.',
    );
    await recordRefusal(() => new Unit("unit", "units-bucket"));
  });

  it("keeps the transformations of its caller", async () => {
    const seen: string[] = [];
    await record(
      () =>
        new Unit("unit", "unit-bucket", {
          transformations: [
            ({ name }) => {
              seen.push(name);
              return undefined;
            },
          ],
        }),
    );
    assert.deepEqual(seen, ["unit", "unit-bucket"]);
  });
});
