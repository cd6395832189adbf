import fc from "fast-check";

import { tritonDataTypes } from "../../../components/models/triton-tensors";

/** Any text that can be a name, with all that has to be escaped. */
export const text = fc.oneof(
  fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,11}$/),
  fc.string({ unit: "binary", minLength: 1 }),
  fc.constantFrom(
    '"',
    "\\",
    "\n",
    "\\n",
    "'",
    "a } b",
    "\u0000",
    "é",
    "\u2028",
    "\ufeff",
    "𝕏",
    "constructor",
  ),
);
export const names = (minLength: number): fc.Arbitrary<string[]> =>
  fc.uniqueArray(text, { minLength, maxLength: 4 });
export const count = fc.oneof(
  fc.integer({ min: 1, max: 9 }),
  fc.integer({ min: 1, max: 2_147_483_647 }),
);
export const time = fc.oneof(fc.nat(1000), fc.maxSafeNat());
export const size = fc.integer({ min: 1, max: 9 });
export const dims = fc.array(fc.oneof(size, fc.constant(-1)), { minLength: 1, maxLength: 4 });
export const dataType = fc.constantFrom(...tritonDataTypes);
export const textMap = fc.dictionary(text, fc.string({ unit: "binary" }), {
  maxKeys: 3,
  noNullPrototype: true,
});

/** A record of which every key may be missing. */
export function partly<Shape extends object>(shape: {
  [Key in keyof Shape]: fc.Arbitrary<Shape[Key]>;
}) {
  return fc.record(shape, { requiredKeys: [], noNullPrototype: true });
}
