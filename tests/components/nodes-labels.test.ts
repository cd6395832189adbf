import assert from "node:assert/strict";

import {
  labelProblems,
  taintListProblems,
  taintProblems,
} from "../../components/nodes/label-rules";
import type { NodeTaint } from "../../components/nodes/pool-request";
import { said } from "../support/recorded";

const key =
  'is not a key that Kubernetes takes. Write a name, or a domain, "/" and a name, for instance example.com/team.';
const value =
  'is not a value that Kubernetes takes. Use letters, digits, "-", "_" and ".", start and end with a letter or digit, at most 63 characters.';
const domain = (owner: string): string =>
  `is a label of ${owner}, which its owner sets. Use a domain of your own, for instance example.com/team.`;

describe("label rules", () => {
  const cases: readonly [string, string, string | undefined][] = [
    ["team", "search", undefined],
    ["example.com/team", "", undefined],
    [`${"d".repeat(253)}/${"n".repeat(63)}`, "v".repeat(63), undefined],
    ["mykubernetes.io/team", "x", undefined],
    ["-team", "x", `"-team" ${key}`],
    ["a/b/c", "x", `"a/b/c" ${key}`],
    ["Example.com/team", "x", `"Example.com/team" ${key}`],
    [`${"d".repeat(254)}/team`, "x", `"${"d".repeat(254)}/team" ${key}`],
    ["", "x", `"" ${key}`],
    ["team", "a b", `"a b" ${value}`],
    ["team", "v".repeat(64), `"${"v".repeat(64)}" ${value}`],
    [
      "inference-platform.io/node-pool",
      "x",
      "is set by the platform to the name of the pool. Remove it.",
    ],
    ["kubernetes.io/arch", "arm64", domain("kubernetes.io")],
    ["node.kubernetes.io/instance-type", "x", domain("kubernetes.io")],
    ["node-role.k8s.io/x", "x", domain("k8s.io")],
    ["karpenter.sh/capacity-type", "spot", domain("karpenter.sh")],
    ["karpenter.k8s.aws/instance-gpu-name", "l4", domain("karpenter.k8s.aws")],
    ["eks.amazonaws.com/nodegroup", "x", domain("eks.amazonaws.com")],
    ["nvidia.com/gpu.product", "L4", domain("nvidia.com")],
  ];
  for (const [name, text, reason] of cases) {
    it(`${reason === undefined ? "take" : "refuse"} ${name.slice(0, 40)}=${text.slice(0, 10)}`, () => {
      assert.deepEqual(
        said(labelProblems("labels", { [name]: text })),
        reason === undefined ? [] : [`labels.${name}: ${reason}`],
      );
    });
  }
});

describe("taint rules", () => {
  const take: readonly NodeTaint[] = [
    { key: "example.com/dedicated", value: "search", effect: "NoSchedule" },
    { key: "dedicated", effect: "NoExecute" },
    { key: "dedicated", value: "x", effect: "PreferNoSchedule" },
  ];
  it("take what Kubernetes takes", () => {
    for (const taint of take) assert.deepEqual(taintProblems("taints[0]", taint), []);
  });

  it("tell taints apart by key and effect, as Kubernetes does", () => {
    const [first, other] = [
      { key: "a", value: "x", effect: "NoSchedule" },
      { key: "a", value: "x", effect: "NoExecute" },
    ] as const;
    assert.deepEqual(taintListProblems("taints", [first, other]), []);
    assert.deepEqual(said(taintListProblems("taints", [first, other, { ...first, value: "y" }])), [
      "taints[2]: has the key and effect of taints[0], and a node has one value for both. Remove one.",
    ]);
  });

  const refuse: readonly [string, Omit<NodeTaint, "effect"> & { effect: string }, string[]][] = [
    [
      "that of the platform",
      { key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" },
      ['key: "nvidia.com/gpu" is set by the platform on GPU pools. Remove this taint.'],
    ],
    [
      "a typing error of that",
      { key: "nvida.com/gpu", effect: "NoSchedule" },
      [
        'key: "nvida.com/gpu" is not a taint of this platform. Did you mean "nvidia.com/gpu"? The platform sets that one on GPU pools itself: remove this taint.',
      ],
    ],
    ["a key that is none", { key: "a b", effect: "NoSchedule" }, [`key: "a b" ${key}`]],
    [
      "operators of tolerations",
      { key: "a", value: "Exists", effect: "NoSchedule" },
      [
        'value: "Exists" is an operator of tolerations, not a value of a taint. Remove it or write the value.',
      ],
    ],
    [
      "the other operator",
      { key: "a", value: "Equal", effect: "NoSchedule" },
      [
        'value: "Equal" is an operator of tolerations, not a value of a taint. Remove it or write the value.',
      ],
    ],
    [
      "a value that is none",
      { key: "a", value: "-", effect: "NoExecute" },
      [`value: "-" ${value}`],
    ],
    [
      "a value of no characters, which Karpenter refuses",
      { key: "a", value: "", effect: "NoSchedule" },
      ['value: "" is no value, and Karpenter refuses it. Leave value out.'],
    ],
    [
      "effects of the EKS API",
      { key: "a", effect: "NO_SCHEDULE" },
      ['effect: "NO_SCHEDULE" is the form of the EKS API. Write NoSchedule.'],
    ],
    [
      "the last effect of the EKS API",
      { key: "a", effect: "PREFER_NO_SCHEDULE" },
      ['effect: "PREFER_NO_SCHEDULE" is the form of the EKS API. Write PreferNoSchedule.'],
    ],
    [
      "effects that are none",
      { key: "a", effect: "NoSchedul" },
      [
        'effect: "NoSchedul" is not an effect. Did you mean "NoSchedule"? Write one of NoSchedule, NoExecute, PreferNoSchedule.',
      ],
    ],
    [
      "three errors at once",
      { key: "", value: "_", effect: "Never" },
      [
        `key: "" ${key}`,
        `value: "_" ${value}`,
        'effect: "Never" is not an effect. Write one of NoSchedule, NoExecute, PreferNoSchedule.',
      ],
    ],
  ];
  for (const [title, taint, problems] of refuse) {
    it(`refuse ${title}`, () => {
      // What a program without types may give.
      assert.deepEqual(
        said(taintProblems("taints[0]", taint as NodeTaint)),
        problems.map((problem) => `taints[0].${problem}`),
      );
    });
  }
});
