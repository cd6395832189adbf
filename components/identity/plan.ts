import type * as pulumi from "@pulumi/pulumi";

/** What a workload may do with the objects below one prefix of one bucket. */
export interface BucketAccess {
  readonly bucketArn: pulumi.Input<string>;
  /** Prefix without a leading slash, for instance `tenants/fraud/`. An empty prefix is the whole bucket. */
  readonly prefix: string;
  readonly access: "read" | "readWrite";
  /** Key that encrypts the objects. Default: none, for buckets without a customer key. */
  readonly kmsKeyArn?: pulumi.Input<string>;
}

/** One statement of an IAM policy, as far as this package writes them. */
export interface PolicyStatement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, string | readonly string[]>>>
  >;
}

/** The statements that grant one access: list below the prefix, read or write the objects, use the key. */
export function bucketStatements(access: pulumi.UnwrappedObject<BucketAccess>): PolicyStatement[] {
  const write = access.access === "readWrite";
  const statements: PolicyStatement[] = [
    listStatement(access.bucketArn, access.prefix),
    {
      Effect: "Allow",
      Action: write
        ? ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
        : ["s3:GetObject"],
      Resource: [`${access.bucketArn}/${access.prefix}*`],
    },
  ];
  if (access.kmsKeyArn !== undefined) {
    statements.push({
      Effect: "Allow",
      Action: write ? ["kms:Decrypt", "kms:GenerateDataKey"] : ["kms:Decrypt"],
      Resource: [access.kmsKeyArn],
    });
  }
  return statements;
}

function listStatement(bucketArn: string, prefix: string): PolicyStatement {
  const statement: PolicyStatement = {
    Effect: "Allow",
    Action: ["s3:ListBucket"],
    Resource: [bucketArn],
  };
  if (prefix === "") return statement;
  return { ...statement, Condition: { StringLike: { "s3:prefix": [`${prefix}*`] } } };
}

/** The statement that lets a workload write samples to workspaces of Amazon Managed Service for Prometheus, and read none. */
export function metricWriteStatement(workspaceArns: readonly string[]): PolicyStatement {
  return { Effect: "Allow", Action: ["aps:RemoteWrite"], Resource: workspaceArns };
}
