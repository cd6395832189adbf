import assert from "node:assert/strict";

import { Cluster } from "../../components";
import { fullest, smallest } from "../../components/cluster/example";
import { versions } from "../../components/versions";
import { record } from "../support/recorder";
import { at, ofType, one, refusal } from "../support/recorded";

/** Proves what is asked of the remote component `eks.Cluster`, not what it makes of it. */
describe("Cluster", () => {
  it("is private, protected, encrypted and logged by default", async () => {
    const { resources } = await record(() => new Cluster("dev", smallest));
    const { inputs, dependsOn } = one(resources, "dev-eks");
    assert.equal(inputs.name, "dev");
    assert.equal(inputs.version, versions.kubernetes);
    assert.equal(inputs.endpointPrivateAccess, true);
    assert.equal(inputs.endpointPublicAccess, false);
    assert.equal(inputs.publicAccessCidrs, undefined);
    assert.equal(inputs.authenticationMode, "API");
    assert.deepEqual(inputs.accessEntries, {});
    assert.equal(inputs.encryptionConfigKeyArn, "arn:aws:mock:::dev-secrets-key");
    assert.deepEqual(inputs.enabledClusterLogTypes, [
      "api",
      "audit",
      "authenticator",
      "controllerManager",
      "scheduler",
    ]);
    assert.equal(inputs.deletionProtection, true);
    assert.deepEqual(dependsOn, ["dev-control-plane-logs"]);
    const key = one(resources, "dev-secrets-key").inputs;
    assert.deepEqual([key.enableKeyRotation, key.deletionWindowInDays], [true, 30]);
    const logs = one(resources, "dev-control-plane-logs").inputs;
    assert.deepEqual([logs.name, logs.retentionInDays], ["/aws/eks/dev/cluster", 90]);
  });

  it("opens the endpoint to named ranges only", async () => {
    const { resources } = await record(() => new Cluster("dev", fullest));
    const { inputs } = one(resources, "dev-eks");
    assert.equal(inputs.name, "inference-dev");
    assert.equal(inputs.endpointPrivateAccess, true);
    assert.equal(inputs.endpointPublicAccess, true);
    assert.deepEqual(inputs.publicAccessCidrs, ["198.51.100.0/24"]);
  });

  it("makes administrators of those it is told, and of nobody else", async () => {
    const { resources } = await record(() => new Cluster("dev", fullest));
    assert.deepEqual(one(resources, "dev-eks").inputs.accessEntries, {
      ci: {
        principalArn: "arn:aws:iam::111122223333:role/ci",
        accessPolicies: {
          admin: {
            policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
            accessScope: { type: "cluster" },
          },
        },
      },
    });
  });

  it("pins its add-ons, those that need nodes after the system pool", async () => {
    const { resources } = await record(() => new Cluster("dev", smallest));
    assert.deepEqual(
      ofType(resources, "aws:eks/addon:Addon").map(({ inputs }) => [
        inputs.addonName,
        inputs.addonVersion,
      ]),
      [
        ["aws-ebs-csi-driver", versions.addons["aws-ebs-csi-driver"]],
        ["coredns", versions.addons.coredns],
        ["eks-pod-identity-agent", versions.addons["eks-pod-identity-agent"]],
        ["metrics-server", versions.addons["metrics-server"]],
      ],
    );
    assert.deepEqual(one(resources, "dev-addons").dependsOn, ["dev-system"]);
    const { inputs } = one(resources, "dev-eks");
    assert.equal(at(inputs, "vpcCniOptions", "addonVersion"), versions.addons["vpc-cni"]);
    assert.equal(at(inputs, "vpcCniOptions", "enableNetworkPolicy"), true);
    assert.equal(at(inputs, "kubeProxyAddonOptions", "version"), versions.addons["kube-proxy"]);
    assert.equal(at(inputs, "corednsAddonOptions", "enabled"), false);
    assert.equal(inputs.skipDefaultNodeGroup, true);
  });

  it("gives the EBS driver its own role through Pod Identity", async () => {
    const { resources } = await record(() => new Cluster("dev", smallest));
    const driver = one(resources, "dev-addons-aws-ebs-csi-driver");
    assert.deepEqual(driver.inputs.podIdentityAssociations, [
      {
        roleArn: "arn:aws:mock:::dev-addons-ebs-role",
        serviceAccount: "ebs-csi-controller-sa",
      },
    ]);
    assert.deepEqual(driver.dependsOn, [
      "dev-addons-ebs-AmazonEBSCSIDriverPolicy",
      "dev-addons-eks-pod-identity-agent",
    ]);
  });

  it("gives nodes three managed policies", async () => {
    const { resources } = await record(() => new Cluster("dev", smallest));
    assert.deepEqual(
      ofType(resources, "aws:iam/rolePolicyAttachment:RolePolicyAttachment")
        .filter(({ parent }) => parent === "dev")
        .map(({ name }) => name),
      [
        "dev-node-role-AmazonEC2ContainerRegistryPullOnly",
        "dev-node-role-AmazonEKS_CNI_Policy",
        "dev-node-role-AmazonEKSWorkerNodePolicy",
      ],
    );
  });

  it("encrypts volumes, on its own API server, when the driver is there", async () => {
    const { resources } = await record(() => new Cluster("dev", smallest));
    const { inputs, provider, dependsOn } = one(resources, "dev-storage-class");
    assert.deepEqual(inputs.parameters, { type: "gp3", encrypted: "true" });
    assert.equal(inputs.volumeBindingMode, "WaitForFirstConsumer");
    assert.equal(provider, "dev-kubernetes");
    assert.deepEqual(dependsOn, ["dev-addons"]);
    assert.deepEqual(one(resources, "dev-kubernetes").inputs.enableServerSideApply, "true");
  });

  it("is refused for its name, its ranges and its system pool", async () => {
    assert.deepEqual(
      await refusal(
        () => new Cluster("dev", { ...smallest, clusterName: "a b", publicAccessCidrs: ["home"] }),
      ),
      [
        'Cluster "dev": 2 inputs are wrong',
        'clusterName: "a b" is not a name that EKS takes. Use letters, digits, "-" and "_", start with a letter or digit, at most 100 characters.',
        'publicAccessCidrs[0]: "home" is not an IPv4 CIDR. Write for instance 198.51.100.7/32.',
      ],
    );
    assert.deepEqual(
      await refusal(
        () =>
          new Cluster("dev", {
            ...smallest,
            systemPool: { instanceTypes: ["m7i.large"], scaling: { min: 3, max: 2 } },
          }),
      ),
      [
        'Cluster "dev": one input is wrong',
        "systemPool.scaling.min: 3 is more than max 2. Lower min or raise max.",
      ],
    );
  });
});
