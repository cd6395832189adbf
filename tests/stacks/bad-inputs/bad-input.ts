import type { Changes } from "../../support/config-changes";

/** Changes that make the configuration of dev wrong, and every `path: reason` that has to be said of it. */
export type BadInput = readonly [title: string, changes: Changes, problems: readonly string[]];
