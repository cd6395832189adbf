import assert from "node:assert/strict";

import type { Recorded } from "./recorder";

/** One statement of a policy of IAM, of a bucket or of a queue; single values are lists of one. */
export interface Statement {
  /** Name of the resource that carries it. */
  readonly owner: string;
  readonly effect: string;
  readonly actions: readonly string[];
  /** Empty in a trust policy. */
  readonly resources: readonly string[];
  readonly principal: unknown;
  readonly condition: unknown;
}

const documents: Readonly<Record<string, string>> = {
  "aws:iam/role:Role": "assumeRolePolicy",
  "aws:iam/rolePolicy:RolePolicy": "policy",
  "aws:iam/policy:Policy": "policy",
  "aws:sqs/queuePolicy:QueuePolicy": "policy",
  "aws:s3/bucketPolicy:BucketPolicy": "policy",
};

/** The statements of every role, of its policies, and of the policies of buckets and queues. */
export function policyStatements(resources: readonly Recorded[]): readonly Statement[] {
  return resources.flatMap((resource) => {
    const property = documents[resource.type];
    return property === undefined ? [] : statementsOf(resource.name, resource.inputs[property]);
  });
}

interface Document {
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

function statementsOf(owner: string, input: unknown): Statement[] {
  const document: unknown = typeof input === "string" ? JSON.parse(input) : input;
  assert.ok(isDocument(document), `${owner} carries no policy document`);
  return document.Statement.map((statement) => ({
    owner,
    effect: String(statement.Effect),
    actions: list(statement.Action),
    resources: list(statement.Resource),
    principal: statement.Principal,
    condition: statement.Condition,
  }));
}

function isDocument(value: unknown): value is Document {
  return (
    typeof value === "object" &&
    value !== null &&
    "Statement" in value &&
    Array.isArray(value.Statement)
  );
}

function list(value: unknown): string[] {
  return value === undefined ? [] : [value].flat().map(String);
}
