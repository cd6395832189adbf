import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { fullest } from "../../components/autoscaling/example";
import { planAutoscaler } from "../../components/autoscaling/plan";
import type { AutoscalingRequest } from "../../components/autoscaling/scaling";
import { applyObjects, openApi } from "../../sandbox/controlplane/apply";
import { startControlPlane, stopAll } from "../../sandbox/controlplane/control-plane";
import { sandboxPaths } from "../../sandbox/paths";
import { referenceOf } from "../../sandbox/plugins/kubernetes/manifest";
import { asProperties } from "../../sandbox/plugins/properties";
import type { ManifestObject } from "../../sandbox/toolchain/manifest-object";
import { manifestDocuments } from "../../sandbox/toolchain/manifests";
import { everyTrigger, request, withKeda } from "../support/autoscaling";

const requests: readonly AutoscalingRequest[] = [
  request,
  {
    ...request,
    service: "resources",
    scaling: {
      min: 1,
      max: 3,
      memoryPercent: 80,
      podMetrics: [{ metric: "queue_length", averageValue: 0.5 }],
    },
  },
  withKeda({ triggers: everyTrigger }, { service: "triggers", gpu: { mig: true } }),
  {
    ...request,
    service: "zero",
    scaling: fullest.Autoscaler.scaling,
  },
];

/** The planned owner as it is sent. */
function ownerOf(planned: AutoscalingRequest): ManifestObject {
  const plan = planAutoscaler(planned);
  const apiVersion = plan.kind === "ScaledObject" ? "keda.sh/v1alpha1" : "autoscaling/v2";
  return JSON.parse(JSON.stringify({ apiVersion, ...plan })) as ManifestObject;
}

/**
 * Proves that the API server takes every planned owner as it is, by the real definition of a ScaledObject. Does not
 * prove that KEDA takes what the definition leaves open, the metadata of triggers: its operator does not run here.
 */
describe("owners of replica counts before the API server", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "autoscaling-"));
  const paths = sandboxPaths("dev", folder);
  const objects = requests.map(ownerOf);

  before(async () => {
    await startControlPlane(paths, () => undefined);
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "fraud" } };
    await applyObjects(paths.kubeconfig, [...(await manifestDocuments("keda-crds")), namespace]);
  });
  after(async () => {
    await stopAll(paths);
    fs.rmSync(folder, { recursive: true, force: true });
  });

  for (const object of objects) {
    it(`are kept as planned: ${object.kind} ${object.metadata.name}`, async () => {
      await applyObjects(paths.kubeconfig, [object]);
      const kept = await openApi(paths.kubeconfig).get(referenceOf(object));
      assert.deepEqual(kept?.["spec"], object["spec"]);
    });
  }

  it("are refused with a field that the definition does not have", async () => {
    const wrong = ownerOf(withKeda({}, { service: "wrong" }));
    wrong["spec"] = { ...asProperties(wrong["spec"]), cooldown: 300 };
    await assert.rejects(applyObjects(paths.kubeconfig, [wrong]), /cooldown/);
  });
});
