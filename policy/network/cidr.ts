import { isIP } from "node:net";

/** A network in CIDR notation, as far as rules need it. */
export interface Network {
  readonly version: 4 | 6;
  readonly prefixLength: number;
}

/** The network that `text` names, or `undefined` where it is no CIDR: the provider refuses that itself. */
export function parseCidr(text: string): Network | undefined {
  const [, address, length] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const version = isIP(address ?? "");
  const prefixLength = Number(length);
  if (version === 4 && prefixLength <= 32) {
    return { version, prefixLength };
  }
  return version === 6 && prefixLength <= 128 ? { version, prefixLength } : undefined;
}

/**
 * Whether a network is as good as the whole internet: shorter than /8, the largest block of private
 * IPv4 addresses (RFC 1918) and far larger than any IPv6 assignment.
 */
export function isOpenToTheWorld(text: string): boolean {
  const network = parseCidr(text);
  return network !== undefined && network.prefixLength < 8;
}
