import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { deployedResources, interruptedCreates } from "../../sandbox/engine/state";
import { sandboxPaths } from "../../sandbox/paths";

const vpc = "urn:pulumi:dev::inference-platform::aws:ec2/vpc:Vpc::vpc";
const key = "urn:pulumi:dev::inference-platform::aws:kms/key:Key::key";

describe("state of a sandbox stack", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sandbox-state-"));
  const paths = sandboxPaths("dev", folder);

  after(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it("is empty before the first up", () => {
    assert.deepEqual(deployedResources(paths), []);
    assert.deepEqual(interruptedCreates(paths), []);
  });

  it("tells resources, and the creates whose end it does not know", () => {
    const stacks = path.join(paths.backend, ".pulumi", "stacks", "inference-platform");
    fs.mkdirSync(stacks, { recursive: true });
    const latest = {
      resources: [
        { urn: vpc, type: "aws:ec2/vpc:Vpc", id: "vpc-1", custom: true, inputs: { a: 1 } },
      ],
      pending_operations: [
        { type: "creating", resource: { urn: vpc } },
        { type: "creating", resource: { urn: key } },
        { type: "deleting", resource: { urn: key } },
      ],
    };
    fs.writeFileSync(path.join(stacks, "dev.json"), JSON.stringify({ checkpoint: { latest } }));
    assert.deepEqual(deployedResources(paths), [
      { type: "aws:ec2/vpc:Vpc", id: "vpc-1", custom: true, name: "vpc", props: { a: 1 } },
    ]);
    assert.deepEqual(interruptedCreates(paths), [
      { urn: vpc, recordedIds: ["vpc-1"] },
      { urn: key, recordedIds: [] },
    ]);
  });
});
