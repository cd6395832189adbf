import assert from "node:assert/strict";

import { ModelRepository, type ModelRepositoryArgs } from "../../components";
import { fullest, smallest } from "../../components/models/example";
import { modelRepositoryProblems } from "../../components/models/repository-rules";
import type { RepositoryVolume } from "../../components/models/repository-volume";
import { record, resolved } from "../support/recorder";
import { at, one, refusal, said, typeNames } from "../support/recorded";

const { models, versions } = fullest.ModelRepository;

const efs = {
  type: "efs",
  fileSystemId: "fs-0123456789abcdef0",
  accessPointId: "fsap-0123456789abcdef0",
} as const;
const lustre = {
  type: "fsxLustre",
  fileSystemId: "fs-0123456789abcdef0",
  dnsName: "fs-0123456789abcdef0.fsx.us-east-1.amazonaws.com",
  mountName: "abcdefgh",
} as const;
const ebs = { type: "ebs", size: "200Gi" } as const;

describe("ModelRepository on S3", () => {
  it("writes one configuration a model below its prefix", async () => {
    const { resources, result } = await record(
      () => new ModelRepository("repo", { ...smallest.ModelRepository, models }),
    );
    const { inputs } = one(resources, "repo-scorer-config");
    assert.equal(inputs.bucket, "models-1234567");
    assert.equal(inputs.key, "tenants/fraud/scorer/scorer/config.pbtxt");
    assert.match(String(inputs.content), /^name: "scorer"\n/);
    assert.equal(result.modelPath("scorer"), "scorer/scorer/");
    assert.equal(await resolved(result.storageUri("scorer")), "pvc://models/scorer");
  });

  it("shows the tenant its own prefix and nothing else, read-only", async () => {
    const { resources } = await record(() => new ModelRepository("repo", smallest.ModelRepository));
    const volume = one(resources, "repo-volume").inputs;
    assert.equal(at(volume, "metadata", "name"), "fraud-models");
    assert.deepEqual(at(volume, "spec"), {
      ...staticSpec("ReadOnlyMany"),
      mountOptions: ["read-only", "allow-other", "region us-east-1", "prefix tenants/fraud/"],
      csi: {
        driver: "s3.csi.aws.com",
        volumeHandle: "fraud-models",
        readOnly: true,
        volumeAttributes: { bucketName: "models-1234567" },
      },
    });
    assert.deepEqual(at(one(resources, "repo-claim").inputs, "spec"), {
      accessModes: ["ReadOnlyMany"],
      storageClassName: "",
      volumeName: "fraud-models",
      resources: { requests: { storage: "1Gi" } },
    });
  });
});

describe("ModelRepository on a writable volume", () => {
  it("mounts an access point of EFS over TLS, and keeps it when the claim goes", async () => {
    const { resources } = await record(() => new ModelRepository("repo", fullest.ModelRepository));
    assert.deepEqual(at(one(resources, "repo-volume").inputs, "spec"), {
      ...staticSpec("ReadWriteMany"),
      csi: {
        driver: "efs.csi.aws.com",
        volumeHandle: "fs-0123456789abcdef0::fsap-0123456789abcdef0",
        volumeAttributes: { encryptInTransit: "true" },
      },
    });
    assert.deepEqual(at(one(resources, "repo-claim").inputs, "spec", "accessModes"), [
      "ReadWriteMany",
    ]);
  });

  it("mounts a file system of FSx for Lustre by its DNS and mount name", async () => {
    const { resources } = await record(
      () => new ModelRepository("repo", { ...fullest.ModelRepository, volume: lustre }),
    );
    assert.deepEqual(at(one(resources, "repo-volume").inputs, "spec"), {
      ...staticSpec("ReadWriteMany"),
      csi: {
        driver: "fsx.csi.aws.com",
        volumeHandle: "fs-0123456789abcdef0",
        volumeAttributes: {
          dnsname: "fs-0123456789abcdef0.fsx.us-east-1.amazonaws.com",
          mountname: "abcdefgh",
        },
      },
    });
  });

  it("claims an encrypted EBS volume for the pods of one node, and does not wait for it", async () => {
    const { resources } = await record(
      () => new ModelRepository("repo", { ...fullest.ModelRepository, volume: ebs }),
    );
    const { inputs } = one(resources, "repo-claim");
    assert.deepEqual(inputs.spec, {
      accessModes: ["ReadWriteOnce"],
      storageClassName: "gp3-encrypted",
      resources: { requests: { storage: "200Gi" } },
    });
    assert.deepEqual(at(inputs, "metadata", "annotations"), { "pulumi.com/skipAwait": "true" });
    assert.ok(!resources.some(({ type }) => type.endsWith(":PersistentVolume")));
  });

  it("loads versions with a role of their own, and writes no object", async () => {
    const { resources } = await record(() => new ModelRepository("repo", fullest.ModelRepository));
    assert.deepEqual(typeNames(resources), [
      "aws:eks/podIdentityAssociation:PodIdentityAssociation repo-loader-role-association",
      "aws:iam/role:Role repo-loader-role-role",
      "aws:iam/rolePolicy:RolePolicy repo-loader-role-buckets",
      "inference-platform:index:ModelLoader repo-loader",
      "inference-platform:index:ModelRepository repo",
      "inference-platform:index:WorkloadRole repo-loader-role",
      "kubernetes:batch/v1:Job repo-loader-scorer-3",
      "kubernetes:core/v1:ConfigMap repo-loader-script",
      "kubernetes:core/v1:PersistentVolume repo-volume",
      "kubernetes:core/v1:PersistentVolumeClaim repo-claim",
      "kubernetes:core/v1:ServiceAccount repo-loader-service-account",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy repo-loader-network-policy",
    ]);
  });
});

describe("rules of a model repository", () => {
  it("name every problem before anything is registered", async () => {
    assert.deepEqual(
      await refusal(
        () =>
          new ModelRepository("repo", {
            ...smallest.ModelRepository,
            repository: "Models",
            volume: { type: "s3", bucketName: "Models", region: "us-east-1", prefix: "" },
            versions,
          }),
      ),
      [
        'ModelRepository "repo": 4 inputs are wrong',
        'repository: "Models" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
        'volume.bucketName: "Models" is not the name of a bucket. Use 3 to 63 lower-case letters, digits, "-" and ".", and start and end with a letter or digit.',
        "volume.prefix: is empty: the repository would be the whole bucket. Write for instance tenants/fraud/.",
        "versions: cannot be copied: the volume is read-only, and the objects of its prefix are the repository. Upload the versions there, or use a volume of type efs, fsxLustre or ebs.",
      ],
    );
  });

  const volumes: readonly [string, RepositoryVolume, string[]][] = [
    [
      "a whole file system of EFS in the place of an access point",
      { ...efs, accessPointId: "fs-0123456789abcdef0" },
      [
        'volume.accessPointId: "fs-0123456789abcdef0" is not an access point. Write for instance fsap-0123456789abcdef0.',
      ],
    ],
    [
      "the ARN of a file system",
      {
        ...efs,
        fileSystemId: "arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/fs-01234567",
      },
      [
        'volume.fileSystemId: "arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/fs-01234567" is not a file system. Write for instance fs-0123456789abcdef0.',
      ],
    ],
    [
      "names of Lustre that are none",
      { ...lustre, dnsName: "localhost", mountName: "too-long-a-name" },
      [
        'volume.dnsName: "localhost" is not a DNS name. Write for instance fs-0123456789abcdef0.fsx.us-east-1.amazonaws.com.',
        'volume.mountName: "too-long-a-name" is not a mount name. Write for instance abcdefgh.',
      ],
    ],
    [
      "names of two file systems",
      { ...lustre, fileSystemId: "fs-0fedcba9876543210" },
      [
        'volume.dnsName: "fs-0123456789abcdef0.fsx.us-east-1.amazonaws.com" is not the name of fs-0fedcba9876543210. Write both of one file system.',
      ],
    ],
    [
      "a volume without a size",
      { ...ebs, size: "0Gi" },
      ['volume.size: "0Gi" is not a size. Write for instance "200Gi".'],
    ],
  ];
  for (const [title, volume, problems] of volumes) {
    it(`refuse ${title}`, () => {
      assert.deepEqual(
        said(modelRepositoryProblems({ ...fullest.ModelRepository, volume })),
        problems,
      );
    });
  }

  it("refuse EFS on a cluster without its driver, and name the add-on and the argument", () => {
    assert.deepEqual(
      said(modelRepositoryProblems({ ...fullest.ModelRepository, storageDrivers: {} })),
      [
        'volume.type: "efs" needs the EKS add-on aws-efs-csi-driver, which the cluster does not have. Set cluster.storageDrivers.efs to true.',
      ],
    );
  });

  const [version] = versions?.["scorer"] ?? [];
  assert.ok(version);
  const changes: readonly [string, Partial<ModelRepositoryArgs>, string[]][] = [
    [
      "a writable volume that nothing writes to",
      { loader: undefined, versions: {} },
      [
        "loader: is missing, and nothing else writes to a volume of type efs. Say the cluster and the region of the buckets.",
        "models.scorer: has no version to load. Add versions.scorer, or remove the model.",
      ],
    ],
    [
      "versions of a model that is none",
      { versions: { ...versions, scorr: [version] } },
      [
        'versions.scorr: is not a model of the repository. Did you mean "scorer"? Write one of its models: scorer.',
      ],
    ],
    [
      "a number that is given twice",
      { versions: { scorer: [version, { ...version, source: "s3://models-1234567/other/" }] } },
      [
        "versions.scorer[1].version: 3 is the version of versions.scorer[0] too. Give each its own number.",
      ],
    ],
    [
      "a version of which nothing is right",
      {
        versions: {
          scorer: [
            {
              version: 0,
              source: "s3://models-1234567/scorer",
              manifestSha256: "E3B0",
              size: "1.5Gi",
              signature: { publicKey: "cosign.pub" },
            },
          ],
        },
      },
      [
        "versions.scorer[0].version: 0 is not a version. Write a whole number from 1.",
        'versions.scorer[0].manifestSha256: "E3B0" is not a SHA-256. Write the 64 hexadecimal digits that "sha256sum SHA256SUMS" prints.',
        'versions.scorer[0].size: "1.5Gi" is not a size. Write for instance "40Gi".',
        'versions.scorer[0].source: "scorer" is not a prefix that limits access. Start with a name, use no wildcard or "..", and end with "/", for instance tenants/fraud/.',
        "versions.scorer[0].signature.publicKey: is not a public key. Write it in PEM, from -----BEGIN PUBLIC KEY----- to its end.",
      ],
    ],
    [
      "a source that is not in S3",
      { versions: { scorer: [{ ...version, source: "gs://models/scorer/3/" }] } },
      [
        'versions.scorer[0].source: "gs://models/scorer/3/" is not in S3, which is all that the loader can read.',
      ],
    ],
    [
      "a private key, without showing it",
      {
        versions: {
          scorer: [
            {
              ...version,
              signature: {
                publicKey:
                  "-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\neyJr\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n",
              },
            },
          ],
        },
      },
      [
        "versions.scorer[0].signature.publicKey: is a private key. Write the public one, and replace this pair: what is in a configuration is known.",
      ],
    ],
  ];
  for (const [title, change, problems] of changes) {
    it(`refuse ${title}`, () => {
      assert.deepEqual(
        said(modelRepositoryProblems({ ...fullest.ModelRepository, ...change })),
        problems,
      );
    });
  }

  it("accept every kind of volume", () => {
    for (const volume of [efs, lustre, ebs]) {
      assert.deepEqual(modelRepositoryProblems({ ...fullest.ModelRepository, volume }), []);
    }
    assert.deepEqual(modelRepositoryProblems(smallest.ModelRepository), []);
  });
});

function staticSpec(accessMode: string): Record<string, unknown> {
  return {
    capacity: { storage: "1Gi" },
    accessModes: [accessMode],
    storageClassName: "",
    persistentVolumeReclaimPolicy: "Retain",
    claimRef: {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      namespace: "fraud",
      name: "models",
    },
  };
}
