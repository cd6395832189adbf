import assert from "node:assert/strict";

import { ServingPlatform } from "../../components";
import { fullest, smallest } from "../../components/serving/example";
import { versions } from "../../components/versions";
import { record } from "../support/recorder";
import { at, one } from "../support/recorded";

/** Proves which values the charts are given; the charts themselves are not rendered. */
describe("ServingPlatform", () => {
  it("installs certificates, definitions, controller and runtimes in that order", async () => {
    const { resources } = await record(() => new ServingPlatform("s", smallest.ServingPlatform));
    assert.deepEqual(one(resources, "s-controller").dependsOn, ["s-cert-manager", "s-crds"]);
    assert.deepEqual(one(resources, "s-runtimes").dependsOn, ["s-controller"]);
    for (const [name, pinned] of [
      ["s-cert-manager", versions.charts.certManager],
      ["s-crds", versions.charts.kserveCrd],
      ["s-controller", versions.charts.kserveResources],
      ["s-runtimes", versions.charts.kserveRuntimeConfigs],
    ] as const) {
      const { inputs } = one(resources, name);
      assert.equal(inputs.version, pinned.version);
      assert.equal(inputs.chart, `${pinned.repository}/${pinned.chart}`);
    }
  });

  it("attaches models to the platform's gateway, in Standard mode", async () => {
    const { resources } = await record(() => new ServingPlatform("s", smallest.ServingPlatform));
    const controller = at(one(resources, "s-controller").inputs, "values", "kserve", "controller");
    assert.equal(at(controller, "deploymentMode"), "Standard");
    assert.deepEqual(at(controller, "gateway"), {
      domain: "models.example.com",
      urlScheme: "https",
      disableIstioVirtualHost: true,
      ingressGateway: {
        enableGatewayApi: true,
        kserveGateway: "inference-gateway/inference",
        createGateway: false,
      },
    });
  });

  it("pins Triton, from a mirror where there is one", async () => {
    const image = async (args: typeof smallest.ServingPlatform): Promise<unknown> => {
      const { resources } = await record(() => new ServingPlatform("s", args));
      const values = at(one(resources, "s-runtimes").inputs, "values");
      return at(values, "kserve", "servingruntime", "tritonserver");
    };
    const { repository, tag } = versions.images.tritonServer;
    assert.deepEqual(await image(smallest.ServingPlatform), { image: repository, tag });
    assert.deepEqual(await image(fullest.ServingPlatform), {
      image: "registry.example.com/nvidia/tritonserver",
      tag,
    });
  });
});
