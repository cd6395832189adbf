import assert from "node:assert/strict";

import { instancesCommand } from "../../scripts/instances/command";
import { selectInstances } from "../../scripts/instances/selection";

const region = "us-east-1";
const fresh = new Date("2026-08-01T12:00:00Z");

/** What the command prints, with what stands out in brackets. */
function printed(args: readonly string[], today = fresh): string {
  let output = "";
  instancesCommand({
    print: (text) => (output += text),
    today,
    emphasis: { head: (text) => text, warning: (text) => `[${text}]` },
  }).parse(args, { from: "user" });
  return output;
}

/** Proves what is printed, to the letter. */
describe("npm run instances", () => {
  it("prints a table and where it comes from", () => {
    assert.equal(
      printed(["--gpu", "h200"]),
      `type           GPU   GPUs  GiB per  GPU GiB  vCPU   RAM  MIG    EFA   NVMe  network       USD   USD per  USD per GPU-
                               GPU   in all         GiB       cards     GB     Gbps  per hour  GPU-hour      GiB-hour
p5en.48xlarge  h200     8    141.0   1128.0   192  2048  yes     16  30400     3200   63.2960    7.9120        0.0561
p5e.48xlarge   h200     8    141.0   1128.0   192  2048  yes     32  30400     3200         -         -             -

Prices: Linux on demand in us-east-1, of 2026-07-20 (12 days old). Hardware: of 2026-08-21.
Source of prices: aws/karpenter-provider-aws, pkg/providers/pricing/zz_generated.pricing_aws.go (Linux on demand).
Source of hardware: aws/karpenter-provider-aws, website/content/en/preview/reference/instance-types.md (from EC2 DescribeInstanceTypes).
Prices are budget hints: the bill is what AWS says. A dash: none, or not listed on demand in this region.
MIG: whether the platform can cut the GPU. Not known here: spot prices, other regions, zones that have a type.`,
    );
  });

  it("says that the prices are stale, and only then", () => {
    assert.ok(!printed(["--gpu", "l4"]).includes("STALE"));
    const output = printed(["--gpu", "l4"], new Date("2027-03-01T00:00:00Z"));
    assert.ok(
      output.includes(
        "\n[STALE: the prices are 224 days old, more than 180. Compare them with AWS, and renew components/nodes/instance-table.json.]\n",
      ),
    );
    const json: unknown = JSON.parse(
      printed(["--gpu", "v100", "--json"], new Date("2027-03-01T00:00:00Z")),
    );
    assert.deepEqual(json, {
      hardware: {
        date: "2026-08-21",
        source:
          "aws/karpenter-provider-aws, website/content/en/preview/reference/instance-types.md (from EC2 DescribeInstanceTypes)",
      },
      prices: {
        date: "2026-07-20",
        source:
          "aws/karpenter-provider-aws, pkg/providers/pricing/zz_generated.pricing_aws.go (Linux on demand)",
        region,
        ageDays: 224,
        stale: true,
      },
      instances: selectInstances({ region, gpu: ["v100"] }),
    });
  });

  it("prints Markdown, with the price of a share", () => {
    const [head, rule, row] = printed(["--gpu", "t4g", "--share", "2", "--markdown"]).split("\n");
    assert.equal(
      head,
      "| type | GPU | GPUs | GiB per GPU | GPU GiB in all | vCPU | RAM GiB | MIG | EFA cards | NVMe GB | network Gbps | USD per hour | USD per GPU-hour | USD per GPU-GiB-hour | GiB per 1/2 GPU | USD per 1/2 GPU-hour |",
    );
    assert.equal(rule?.split("|").length, head.split("|").length);
    assert.equal(
      row,
      "| g5g.xlarge | t4g | 1 | 16.0 | 16.0 | 4 | 8 | no | - | - | 1.25 | 0.4200 | 0.4200 | 0.0262 | 8.0 | 0.2100 |",
    );
  });

  it("says when nothing is like that", () => {
    assert.match(
      printed(["--gpu", "l4", "--mig"]),
      /^No instance type of the table is like that\. Take a wish away: --help lists them\.\n\nPrices:/,
    );
  });
});
