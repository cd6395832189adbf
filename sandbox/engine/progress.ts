import type { EngineEvent } from "@pulumi/pulumi/automation";
import type { StepEventMetadata } from "@pulumi/pulumi/automation/events";

import type { Report } from "../progress";

/** A finding of a policy. */
export interface PolicyFinding {
  readonly policy: string;
  readonly level: "mandatory" | "advisory";
  /** Name of the resource; `undefined` for a finding about the whole stack. */
  readonly resource: string | undefined;
  readonly message: string;
}

/** A resource that an operation changes. */
export interface ResourceChange {
  /** For instance `create`, `update`, `replace`, `delete`. */
  readonly operation: string;
  /** Type and name. */
  readonly resource: string;
  /** Properties that differ; empty for a resource that comes or goes. */
  readonly properties: readonly string[];
}

/** What has been heard of an operation so far. */
export class OperationProgress {
  readonly findings: PolicyFinding[] = [];
  /** Resources that change, components left out, in the order in which the engine came to them. */
  readonly changes: ResourceChange[] = [];
  /** Errors in the engine's words, with the resource that they are about. */
  readonly errors: string[] = [];
  readonly #finished = new Set<string>();
  readonly #running = new Map<string, string>();

  /** @param expected how many resources the operation will go through; `undefined` where that is not known. */
  constructor(
    private readonly report: Report,
    private readonly expected?: number,
  ) {}

  /** Resources that the operation has been through. */
  get finished(): number {
    return this.#finished.size;
  }

  /** Takes note of an event of the engine and reports how far the operation is. */
  hear(event: EngineEvent): void {
    if (event.resourcePreEvent !== undefined) {
      const { urn, op, new: planned, old } = event.resourcePreEvent.metadata;
      // A component ends when its last child has: it says nothing about what is going on.
      if ((planned ?? old)?.custom === true) {
        this.#running.set(urn, `${op} ${describeUrn(urn)}`);
        this.#hearChange(event.resourcePreEvent.metadata);
      }
      this.#tell();
    }
    const done = event.resOutputsEvent?.metadata ?? event.resOpFailedEvent?.metadata;
    if (done !== undefined) {
      this.#running.delete(done.urn);
      this.#finished.add(done.urn);
      this.#tell();
    }
    if (event.policyEvent !== undefined) this.#hearPolicy(event.policyEvent);
    if (event.diagnosticEvent?.severity === "error") this.#hearError(event.diagnosticEvent);
  }

  #hearChange({ op, urn, diffs, detailedDiff }: StepEventMetadata): void {
    if (unchanging.includes(op)) return;
    const properties = detailedDiff == null ? (diffs ?? []) : Object.keys(detailedDiff);
    this.changes.push({ operation: op, resource: describeUrn(urn), properties });
  }

  #tell(): void {
    const of =
      this.expected === undefined || this.expected < this.finished ? "" : ` of ${this.expected}`;
    const current = [...this.#running.values()].filter((text) => !text.startsWith("same"));
    const now = current.length === 0 ? "" : `: ${current.slice(0, 3).join(", ")}`;
    this.report(`${this.#finished.size}${of} resources${now}`);
  }

  #hearPolicy(event: NonNullable<EngineEvent["policyEvent"]>): void {
    const finding: PolicyFinding = {
      policy: event.policyName,
      level: event.enforcementLevel === "mandatory" ? "mandatory" : "advisory",
      resource: event.resourceUrn === undefined ? undefined : describeUrn(event.resourceUrn),
      message: plainText(event.message),
    };
    const isKnown = this.findings.some(
      (known) =>
        known.policy === finding.policy &&
        known.resource === finding.resource &&
        known.message === finding.message,
    );
    if (!isKnown) this.findings.push(finding);
  }

  #hearError(event: NonNullable<EngineEvent["diagnosticEvent"]>): void {
    const message = plainText(event.message);
    if (message === "" || this.errors.some((known) => known.endsWith(message))) return;
    this.errors.push(event.urn === undefined ? message : `${describeUrn(event.urn)}: ${message}`);
  }
}

/** Steps of the engine that leave a resource as it is, or repeat what another step says. */
const unchanging: readonly string[] = [
  "same",
  "read",
  "refresh",
  "create-replacement",
  "delete-replaced",
];

/** Type and name of a resource: `aws:ec2/vpc:Vpc inference-dev-network-vpc`. */
function describeUrn(urn: string): string {
  const [, , types = "", name = ""] = urn.split("::");
  return `${types.split("$").at(-1) ?? ""} ${name}`;
}

/** The engine marks colours as `<{%fg 1%}>`. */
function plainText(text: string): string {
  return text.replaceAll(/<\{%.*?%\}>/g, "").trim();
}
