import type { EngineEvent, OpMap } from "@pulumi/pulumi/automation";

/** What the engine can be asked to do. */
export const operations = ["preview", "up", "refresh", "destroy"] as const;
export type Operation = (typeof operations)[number];

/** What an operation came to. */
export interface OperationResult {
  /** Number of resources by what happened to them: `create`, `update`, `same`, `delete`… */
  readonly changes: OpMap;
}

/** What the process of an operation tells the one that started it. */
export type OperationMessage =
  | { readonly kind: "event"; readonly event: EngineEvent }
  | { readonly kind: "result"; readonly result: OperationResult }
  | { readonly kind: "error"; readonly message: string };
