import { Address4 } from "ip-address";

/** Why a text is no IPv4 network, and what to write; `undefined` where it is one. `example` is a network that would do. */
export function cidrReason(cidr: string, example: string): string | undefined {
  if (!Address4.isValid(cidr) || !cidr.includes("/")) {
    return `"${cidr}" is not an IPv4 CIDR. Write a network and a prefix length, for instance ${example}.`;
  }
  const network = new Address4(cidr);
  if (network.startAddress().correctForm() === network.correctForm()) return undefined;
  return `"${cidr}" has host bits set. Use ${networkOf(cidr, network.subnetMask)}.`;
}

/** The network of that prefix length that holds the first address of `cidr`. */
export function networkOf(cidr: string, prefix: number): string {
  const [address = ""] = cidr.split("/");
  return `${new Address4(`${address}/${prefix}`).startAddress().correctForm()}/${prefix}`;
}

/** Prefix length of a network. */
export function prefixOf(cidr: string): number {
  return new Address4(cidr).subnetMask;
}

/** Whether a network lies in another one, or is the same. */
export function isWithin(cidr: string, range: string): boolean {
  return new Address4(cidr).isInSubnet(new Address4(range));
}

/** Whether two networks share an address: one then lies in the other. */
export function overlap(left: string, right: string): boolean {
  return isWithin(left, right) || isWithin(right, left);
}
