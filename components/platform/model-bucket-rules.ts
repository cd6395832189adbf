import { prefixProblems } from "../identity/rules";
import { below, type Problem } from "../internal/problems";
import { bucketNameReasons } from "../models/source-rules";
import type { ModelBucket } from "./platform-args";

/** Problems of the buckets that models of a tenant may read beside the store. */
export function modelBucketProblems(buckets: readonly ModelBucket[] = []): Problem[] {
  return buckets.flatMap(({ bucketName, prefix, kmsKeyArn }, index) =>
    below(`modelBuckets[${index}]`, [
      ...bucketNameReasons(bucketName).map((reason) => ({ path: "bucketName", reason })),
      ...prefixProblems("prefix", prefix),
      ...keyProblems(kmsKeyArn),
    ]),
  );
}

function keyProblems(arn: string | undefined): Problem[] {
  if (arn === undefined || /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/.test(arn)) {
    return [];
  }
  return [
    {
      path: "kmsKeyArn",
      reason: `"${arn}" is not the ARN of a KMS key. Write for instance arn:aws:kms:us-east-1:111122223333:key/1234abcd.`,
    },
  ];
}
