import assert from "node:assert/strict";

import { al2023UserData, bottlerocketUserData } from "../../components/nodes/user-data";

/** Proves the texts; that nodeadm and Bottlerocket take them is proved by their documentation only. */
describe("user data of a node", () => {
  it("is none where nothing differs from the image", () => {
    for (const request of [{}, { parallelImagePull: false, localNvme: false }]) {
      assert.equal(al2023UserData(request), undefined);
      assert.equal(bottlerocketUserData(request), undefined);
    }
    assert.equal(al2023UserData({ sharing: { timeSlicing: 4 } }), undefined);
    assert.equal(bottlerocketUserData({ sharing: { mps: 4 } }), undefined);
  });

  const configs = [
    [{ parallelImagePull: true }, { featureGates: { FastImagePull: true } }],
    [{ localNvme: true }, { instance: { localStorage: { strategy: "RAID0" } } }],
    [
      { parallelImagePull: true, localNvme: true },
      {
        featureGates: { FastImagePull: true },
        instance: { localStorage: { strategy: "RAID0" } },
      },
    ],
  ] as const;
  for (const [request, spec] of configs) {
    it(`is a NodeConfig in a MIME part on AL2023 for ${JSON.stringify(request)}`, () => {
      const lines = (al2023UserData(request) ?? "").split("\n");
      assert.deepEqual(lines.slice(0, 6), [
        "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="inference-platform"',
        "",
        "--inference-platform",
        "Content-Type: application/node.eks.aws",
        "",
      ]);
      assert.deepEqual(lines.slice(-2), ["--inference-platform--", ""]);
      assert.deepEqual(JSON.parse(lines.slice(6, -2).join("\n")), {
        apiVersion: "node.eks.aws/v1alpha1",
        kind: "NodeConfig",
        spec,
      });
    });
  }

  const script = [
    "--inference-platform",
    'Content-Type: text/x-shellscript; charset="us-ascii"',
    "",
    "#!/bin/bash",
  ];
  const onNvme = [
    "set -o errexit",
    "mkdir -p /etc/systemd/system/kubelet.service.d",
    "cat > /etc/systemd/system/kubelet.service.d/50-model-folder.conf <<'END'",
    "[Unit]",
    "RequiresMountsFor=/mnt/k8s-disks/0",
    "[Service]",
    "ExecStartPre=/usr/bin/install -d -o 65532 -g 1000 -m 2775 /mnt/k8s-disks/0/models",
    "ExecStartPre=/usr/bin/mkdir -p /models",
    "ExecStartPre=/bin/sh -c 'mountpoint -q /models || mount --bind /mnt/k8s-disks/0/models /models'",
    "END",
    "systemctl daemon-reload",
  ];

  it("makes the folder of models in a script, where the agent of KServe may write", () => {
    const lines = (al2023UserData({ modelCache: true }) ?? "").split("\n");
    assert.deepEqual(lines.slice(3), [
      ...script,
      "install -d -o 65532 -g 1000 -m 2775 /models",
      "--inference-platform--",
      "",
    ]);
  });

  it("makes that folder on the local disks when the kubelet starts, which is after they are mounted", () => {
    const lines = (al2023UserData({ modelCache: true, localNvme: true }) ?? "").split("\n");
    assert.equal(lines[4], "Content-Type: application/node.eks.aws");
    const start = lines.lastIndexOf("--inference-platform");
    assert.deepEqual(lines.slice(start), [...script, ...onNvme, "--inference-platform--", ""]);
  });

  it("leaves the disks to Karpenter, which mounts them at the same place", () => {
    assert.equal(al2023UserData({ localNvme: true }, "karpenter"), undefined);
    const lines = (al2023UserData({ modelCache: true, localNvme: true }, "karpenter") ?? "").split(
      "\n",
    );
    assert.deepEqual(lines.slice(3), [...script, ...onNvme, "--inference-platform--", ""]);
  });

  const pull = [
    "[settings.container-runtime]",
    'snapshotter = "soci"',
    "[settings.container-runtime-plugins.soci-snapshotter]",
    'pull-mode = "parallel-pull-unpack"',
  ];
  const nvme = [
    "[settings.bootstrap-commands.000-mount-instance-storage]",
    'commands = [["apiclient", "ephemeral-storage", "init"], ["apiclient", "ephemeral-storage", "bind", "--dirs", "/var/lib/containerd", "/var/lib/kubelet", "/var/log/pods"]]',
    "essential = true",
    'mode = "always"',
  ];
  const slicing = [
    "[settings.kubelet-device-plugins.nvidia]",
    'device-sharing-strategy = "time-slicing"',
    "[settings.kubelet-device-plugins.nvidia.time-slicing]",
    "replicas = 4",
    "rename-by-default = true",
    "fail-requests-greater-than-one = true",
  ];
  const settings = [
    [{ parallelImagePull: true }, pull],
    [{ localNvme: true }, nvme],
    [{ sharing: { timeSlicing: 4 } }, slicing],
    [
      { parallelImagePull: true, localNvme: true, sharing: { timeSlicing: 4 } },
      [...pull, ...nvme, ...slicing],
    ],
  ] as const;
  for (const [request, lines] of settings) {
    it(`is TOML on Bottlerocket for ${JSON.stringify(request)}`, () => {
      assert.equal(bottlerocketUserData(request), [...lines, ""].join("\n"));
    });
  }
});
