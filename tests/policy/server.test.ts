import assert from "node:assert/strict";

import type { ResourceValidationPolicy } from "@pulumi/policy";
import * as server from "@pulumi/policy/server";
import { AnalyzeResponse, EnforcementLevel } from "@pulumi/pulumi/proto/analyzer_pb";

import { toPolicies } from "../../policy/frame/adapter";
import { rules } from "../../policy/pack";
import { unknownValue } from "../support/policy";

/** One line per diagnostic of the SDK's own request handler, as the engine would get them. */
async function analyze(
  policies: readonly ResourceValidationPolicy[],
  type: string,
  props: Readonly<Record<string, unknown>>,
): Promise<readonly string[]> {
  const make: unknown = Reflect.get(server, "makeAnalyzeRpcFun");
  assert.ok(typeof make === "function", "@pulumi/policy/server has no makeAnalyzeRpcFun");
  const handler: unknown = make.call(undefined, "pack", "0.1.0", "advisory", policies);
  assert.ok(typeof handler === "function");
  const response = await new Promise<unknown>((resolve, reject) => {
    const callback = (error: unknown, result: unknown): void => {
      if (error instanceof Error) {
        reject(error);
      } else {
        resolve(result);
      }
    };
    handler.call(undefined, { request: request(type, props) }, callback);
  });
  assert.ok(response instanceof AnalyzeResponse);
  return response.getDiagnosticsList().map((diagnostic) => {
    const level =
      diagnostic.getEnforcementlevel() === EnforcementLevel.MANDATORY ? "mandatory" : "advisory";
    return `${level} ${diagnostic.getPolicyname()}: ${diagnostic.getMessage().split(": ", 1).join("")}`;
  });
}

function request(type: string, props: Readonly<Record<string, unknown>>): object {
  const options = {
    getProtect: () => false,
    getIgnorechangesList: () => [],
    getAliasesList: () => [],
    getCustomtimeouts: () => undefined,
    getAdditionalsecretoutputsList: () => [],
    getDeletebeforereplacedefined: () => false,
    getParent: () => "",
  };
  return {
    getType: () => type,
    getName: () => "subject",
    getUrn: () => `urn:pulumi:test::inference-platform::${type}::subject`,
    getProperties: () => ({ toJavaScript: () => props }),
    getOptions: () => options,
    getProvider: () => undefined,
  };
}

/** A contract with `@pulumi/policy`: what the frame relies on and the types of the SDK do not promise. */
describe("policy server of the SDK", () => {
  const nodeGroup = "aws:eks/nodeGroup:NodeGroup";
  const props = {
    instanceTypes: ["g5.xlarge"],
    amiType: "AL2023_x86_64_NVIDIA",
    diskSize: 20,
    taints: unknownValue,
    scalingConfig: { maxSize: unknownValue },
    tags: {
      project: "p",
      environment: "prod",
      owner: "o",
      "cost-center": "1",
      "managed-by": "pulumi",
    },
  };

  it("takes a level per diagnostic, and keeps going after an unknown", async () => {
    assert.deepEqual(await analyze(toPolicies(rules, "prod"), nodeGroup, props), [
      "mandatory cost-bounded-autoscaling: cost-bounded-autoscaling[unverifiable]",
      "advisory gpu-nodes-tainted: gpu-nodes-tainted[unverifiable]",
      "mandatory gpu-nodes-tainted: gpu-nodes-tainted[disk]",
    ]);
    assert.deepEqual(await analyze(toPolicies(rules, "dev"), nodeGroup, props), [
      "advisory cost-bounded-autoscaling: cost-bounded-autoscaling[unverifiable]",
      "advisory gpu-nodes-tainted: gpu-nodes-tainted[unverifiable]",
      "mandatory gpu-nodes-tainted: gpu-nodes-tainted[disk]",
    ]);
  });

  it("calls no rule for a type that it does not read", async () => {
    assert.deepEqual(
      await analyze(toPolicies(rules, "prod"), "random:index/randomPet:RandomPet", {}),
      [],
    );
  });
});
