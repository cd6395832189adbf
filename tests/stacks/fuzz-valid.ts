import fc from "fast-check";

import { endpointsWithoutNat } from "../../components/network/defaults";
import { some, validPool, type Values } from "./fuzz-pools";

const zones = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h"), {
  minLength: 2,
});

const network = (letters: readonly string[]): fc.Arbitrary<Values> =>
  fc
    .record({
      second: fc.nat(255),
      prefix: fc.integer({ min: 16, max: 22 }),
      nat: fc.constantFrom<Values>(
        {},
        { natGateways: "single" },
        { natGateways: "perZone", interfaceEndpoints: ["ecr.api", "sts"] },
        { natGateways: "none", interfaceEndpoints: [...endpointsWithoutNat] },
      ),
      podCidr: some(fc.constantFrom("100.64.0.0/16", "100.127.255.128/25")),
      serviceCidr: some(fc.constantFrom("172.16.0.0/12", "192.168.255.0/24")),
      peeredCidrs: some(fc.constantFrom([], ["192.168.0.0/17", "198.51.100.0/24"])),
    })
    .map(({ second, prefix, nat, ...rest }) => ({
      cidr: `10.${second}.0.0/${prefix}`,
      availabilityZones: letters.map(zoneOf),
      ...nat,
      ...rest,
    }));

function zoneOf(letter: string): string {
  return `us-east-1${letter}`;
}

/** Parts of a configuration that are valid together: network, zones of the cluster, and node pools of both engines. */
export const validFleet: fc.Arbitrary<{
  readonly network: Values;
  readonly cluster: Values;
  readonly nodePools: Readonly<Record<string, Values>>;
}> = zones.chain((letters) =>
  fc.record({
    network: network(letters),
    cluster: fc.constantFrom<Values>(
      {},
      { availabilityZones: letters.slice(0, 2).map(zoneOf) },
      { availabilityZones: letters.map(zoneOf) },
    ),
    nodePools: fc.dictionary(
      fc.stringMatching(/^[a-z][a-z0-9]{0,20}$/).filter((name) => name !== "system"),
      fc.tuple(validPool, fc.constantFrom(...letters)).map(([{ oneZone, ...args }, letter]) => ({
        ...args,
        ...(oneZone === true && { availabilityZones: [zoneOf(letter)] }),
      })),
      { maxKeys: 5 },
    ),
  }),
);
