import assert from "node:assert/strict";

import { changeLines } from "../../sandbox/summary/change-lines";

const change = (operation: string, resource: string, properties: readonly string[] = []) => ({
  operation,
  resource,
  properties,
});

describe("changes of a preview", () => {
  it("says that there are none", () => {
    assert.equal(changeLines([]), "  none");
  });

  it("puts what is lost first, and names the properties that differ", () => {
    assert.equal(
      changeLines([
        change("create", "aws:kms/key:Key a"),
        change("update", "aws:eks/nodeGroup:NodeGroup b", ["scalingConfig.maxSize", "labels"]),
        change("delete", "aws:s3/bucket:Bucket c"),
        change("replace", "aws:ec2/vpc:Vpc d", ["cidrBlock"]),
      ]),
      [
        "  delete  aws:s3/bucket:Bucket c",
        "  replace  aws:ec2/vpc:Vpc d: cidrBlock",
        "  update  aws:eks/nodeGroup:NodeGroup b: scalingConfig.maxSize, labels",
        "  create  aws:kms/key:Key a",
      ].join("\n"),
    );
  });

  it("counts what it leaves out", () => {
    const many = Array.from({ length: 43 }, (_, index) => change("create", `t r${index}`));
    const lines = changeLines(many).split("\n");
    assert.equal(lines.length, 41);
    assert.equal(lines[40], "  and 3 more to create");
  });
});
