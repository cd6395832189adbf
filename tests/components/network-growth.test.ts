import assert from "node:assert/strict";

import { Network, type NetworkArgs } from "../../components";
import { record, type Recorded } from "../support/recorder";

/** Proves that growing a network only adds registrations: no input of an earlier one changes. */
describe("a network that grows", () => {
  const two: NetworkArgs = {
    cidr: "10.0.0.0/16",
    availabilityZones: ["us-east-1a", "us-east-1b"],
    natGateways: "perZone",
  };
  const three: NetworkArgs = {
    ...two,
    availabilityZones: ["us-east-1a", "us-east-1b", "us-east-1c"],
  };
  const withPods: NetworkArgs = { ...three, podCidr: "100.64.0.0/16" };
  const withEndpoints: NetworkArgs = { ...withPods, interfaceEndpoints: ["ecr.api", "sts"] };
  const four: NetworkArgs = {
    ...withEndpoints,
    availabilityZones: ["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"],
  };

  const steps: readonly (readonly [string, NetworkArgs, NetworkArgs])[] = [
    ["by a zone", two, three],
    ["by a range of pods", three, withPods],
    ["by endpoints", withPods, withEndpoints],
    ["by a zone with pods and endpoints", withEndpoints, four],
    ["by a zone in the middle, with one NAT gateway", single(["a", "c"]), single(["a", "c", "b"])],
  ];
  for (const [how, before, after] of steps) {
    it(`${how} changes nothing that was there`, async () => {
      const earlier = await registrations(before);
      const later = new Map((await registrations(after)).map((each) => [each.name, each]));
      assert.ok(later.size > earlier.length, "nothing was added");
      for (const each of earlier) assert.deepEqual(later.get(each.name), each);
    });
  }

  it("gives the same registrations again", async () => {
    assert.deepEqual(await registrations(four), await registrations(four));
  });
});

function single(letters: readonly string[]): NetworkArgs {
  return {
    cidr: "172.16.0.0/20",
    availabilityZones: letters.map((letter) => `eu-west-1${letter}`),
    natGateways: "single",
  };
}

/** What the provider sees: components are left out, because their inputs are the arguments themselves. */
async function registrations(args: NetworkArgs): Promise<readonly Recorded[]> {
  const { resources } = await record(() => new Network("net", args));
  return resources.filter(({ component }) => !component);
}
