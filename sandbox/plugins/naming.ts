import { createHash, randomBytes } from "node:crypto";

/** `<base>-<hex>`: the name of an object whose program left the name out. */
export function autoName(base: string, digits: number): string {
  return `${base}-${randomHex(digits)}`;
}

/** Whether `name` is one that {@link autoName} gave for `base`. */
export function isAutoName(name: string, base: string, digits: number): boolean {
  return (
    name.startsWith(`${base}-`) &&
    /^[0-9a-f]+$/.test(name.slice(-digits)) &&
    name.length === base.length + 1 + digits
  );
}

/** Random lower-case hexadecimal digits. */
export function randomHex(digits: number): string {
  return randomBytes(Math.ceil(digits / 2))
    .toString("hex")
    .slice(0, digits);
}

/** Hexadecimal digits that are always the same for `seed`. */
export function derivedHex(seed: string, digits: number): string {
  return createHash("sha256").update(seed).digest("hex").slice(0, digits);
}
