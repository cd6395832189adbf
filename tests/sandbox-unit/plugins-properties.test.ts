import assert from "node:assert/strict";

import fc from "fast-check";

import {
  changesBetween,
  containsUnknown,
  formatPath,
  sameValue,
  unknownValue,
  valueAt,
  type Properties,
} from "../../sandbox/plugins/properties";
import { mapAt, unwrapSecrets, wrapSecrets } from "../../sandbox/plugins/secrets";

const json = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue()) as fc.Arbitrary<Properties>;

describe("plugins: properties", () => {
  it("finds each outermost difference with its kind", () => {
    const old = { a: 1, list: [1, 2], same: { x: "y" }, gone: true };
    const next = { a: 2, list: [1], same: { x: "y" }, fresh: null };
    assert.deepEqual(changesBetween(old, next), [
      { path: ["a"], kind: "update" },
      { path: ["list", 1], kind: "delete" },
      { path: ["gone"], kind: "delete" },
      { path: ["fresh"], kind: "add" },
    ]);
  });

  it("finds no difference between a value and its copy, and one after any change", () => {
    fc.assert(
      fc.property(json, (value) => {
        assert.deepEqual(changesBetween(value, structuredClone(value)), []);
        assert.equal(sameValue(value, { ...value, "\u0000added": 1 }), false);
      }),
    );
  });

  it("names every difference by a path that leads to it", () => {
    fc.assert(
      fc.property(json, json, (old, next) => {
        for (const { path, kind } of changesBetween(old, next)) {
          if (kind !== "delete") assert.notEqual(valueAt(next, path), undefined);
          if (kind !== "add") assert.notEqual(valueAt(old, path), undefined);
        }
      }),
    );
  });

  it("prints paths as the engine does", () => {
    const path = ["metadata", "labels", "app.kubernetes.io/name"];
    assert.equal(formatPath(path), 'metadata.labels["app.kubernetes.io/name"]');
    assert.equal(formatPath(["spec", "containers", 0, "image"]), "spec.containers[0].image");
  });

  it("finds an unknown value at any depth", () => {
    assert.equal(containsUnknown({ a: [{ b: unknownValue }] }), true);
    assert.equal(containsUnknown({ a: [{ b: "known" }] }), false);
  });
});

describe("plugins: secrets", () => {
  const sealed = {
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    value: { password: "x" },
  };

  it("takes the wrapper off, remembers where it was, and puts it back", () => {
    const { properties, secrets } = unwrapSecrets({ open: 1, list: [sealed] });
    assert.deepEqual(properties, { open: 1, list: [{ password: "x" }] });
    assert.deepEqual(secrets, [["list", 0]]);
    assert.deepEqual(wrapSecrets(properties, secrets), { open: 1, list: [sealed] });
  });

  it("ignores places that the other side does not have", () => {
    assert.deepEqual(wrapSecrets({ open: 1 }, [["list", 0]]), { open: 1 });
  });

  it("changes only what lies at the given places", () => {
    const changed = mapAt({ a: { b: 1, c: 2 }, d: 3 }, [["a", "c"], ["d"]], () => "hidden");
    assert.deepEqual(changed, { a: { b: 1, c: "hidden" }, d: "hidden" });
  });
});
