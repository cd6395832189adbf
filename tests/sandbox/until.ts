import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

/** Reads again and again until `isMet` holds, and gives what was read then; fails with `what` and what was read last. */
type Until = <Value>(
  what: string,
  read: () => Promise<Value>,
  isMet: (value: Value) => boolean,
) => Promise<Value>;

/** Waits at most so many seconds for a condition. */
export function untilWithin(seconds: number): Until {
  return async (what, read, isMet) => {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      const value = await read();
      if (isMet(value)) return value;
      if (Date.now() > deadline) {
        assert.fail(`${what}: not within ${seconds} s: ${JSON.stringify(value)}`);
      }
      await sleep(100);
    }
  };
}
