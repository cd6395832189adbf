import { createHash } from "node:crypto";

import { derivedHex, randomHex } from "../naming";
import { shown, type Properties } from "../properties";
import { idFrom, text } from "./ids";
import { AwsError, type ResourceType, type ResourceTypes } from "./resource-type";
import type { AwsService } from "./service";

/** A setting of a bucket, which is a resource of its own with the bucket's name as its id. */
function bucketSetting(...required: string[]): ResourceType {
  return {
    required: ["bucket", ...required],
    replaceOn: ["bucket", "expectedBucketOwner"],
    id: idFrom("bucket"),
    validate: requireBucket,
    computed: () => ({}),
  };
}

/** S3 buckets with their settings, KMS keys, log groups and queues. */
export const storage: ResourceTypes = {
  "aws:s3/bucket:Bucket": {
    required: [],
    replaceOn: ["bucket", "bucketPrefix", "objectLockEnabled"],
    nameProperty: "bucket",
    baseName: (logicalName) => logicalName.toLowerCase(),
    id: idFrom("bucket"),
    validate: ({ bucket }) => {
      if (typeof bucket === "string" && /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) return;
      throw new AwsError(
        "InvalidBucketName",
        `The specified bucket is not valid: '${shown(bucket)}'. Use 3 to 63 lower-case letters, digits, dots and hyphens.`,
      );
    },
    computed: ({ id }, aws) => ({
      arn: `arn:${aws.partition}:s3:::${id}`,
      bucketDomainName: `${id}.s3.amazonaws.com`,
      bucketRegion: aws.region,
      bucketRegionalDomainName: `${id}.s3.${aws.region}.amazonaws.com`,
    }),
    guardDelete: ({ id, inputs }, aws) => {
      const objects = aws.list("aws:s3/bucketObjectv2:BucketObjectv2");
      if (inputs["forceDestroy"] === true || !objects.some((o) => o.inputs["bucket"] === id))
        return;
      throw new AwsError(
        "BucketNotEmpty",
        `The bucket ${id} you tried to delete is not empty. Empty it, or set forceDestroy.`,
      );
    },
  },
  "aws:s3/bucketVersioning:BucketVersioning": bucketSetting("versioningConfiguration"),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration":
    bucketSetting("rules"),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": bucketSetting(),
  "aws:s3/bucketPolicy:BucketPolicy": bucketSetting("policy"),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": bucketSetting(),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": bucketSetting("rule"),
  "aws:s3/bucketLogging:BucketLogging": bucketSetting("targetBucket", "targetPrefix"),
  "aws:s3/bucketObjectv2:BucketObjectv2": {
    required: ["bucket", "key"],
    replaceOn: ["bucket", "key"],
    id: (inputs) => `${text(inputs, "bucket")}/${text(inputs, "key")}`,
    validate: requireBucket,
    computed: ({ id, inputs, revision }, aws) => ({
      arn: `arn:${aws.partition}:s3:::${id}`,
      etag: createHash("md5").update(text(inputs, "content")).digest("hex"),
      versionId: derivedHex(`${id}/${revision}`, 32),
    }),
  },
  "aws:kms/key:Key": {
    required: [],
    replaceOn: ["customerMasterKeySpec", "customKeyStoreId", "keyUsage", "multiRegion"],
    id: () => [8, 4, 4, 4, 12].map(randomHex).join("-"),
    computed: ({ id }, aws) => ({ arn: aws.arn("kms", `key/${id}`), keyId: id }),
  },
  "aws:kms/alias:Alias": {
    required: ["targetKeyId"],
    replaceOn: ["name", "namePrefix"],
    nameProperty: "name",
    baseName: (logicalName) => `alias/${logicalName}`,
    id: idFrom("name"),
    validate: ({ name }) => {
      if (typeof name === "string" && name.startsWith("alias/")) return;
      throw new AwsError("ValidationException", `Alias ${shown(name)} must begin with 'alias/'.`);
    },
    computed: ({ id, inputs }, aws) => ({
      arn: aws.arn("kms", id),
      targetKeyArn: aws.arn("kms", `key/${text(inputs, "targetKeyId").replace(/^.*key\//, "")}`),
    }),
  },
  "aws:cloudwatch/logGroup:LogGroup": {
    required: [],
    replaceOn: ["name", "namePrefix", "logGroupClass"],
    nameProperty: "name",
    id: idFrom("name"),
    computed: ({ id }, aws) => ({ arn: aws.arn("logs", `log-group:${id}`) }),
  },
  "aws:sqs/queue:Queue": {
    required: [],
    replaceOn: ["name", "namePrefix", "fifoQueue"],
    nameProperty: "name",
    id: (inputs, aws) => queueUrl(text(inputs, "name"), aws),
    computed: ({ id, inputs }, aws) => ({ arn: aws.arn("sqs", text(inputs, "name")), url: id }),
  },
  "aws:sqs/queuePolicy:QueuePolicy": {
    required: ["policy", "queueUrl"],
    replaceOn: ["queueUrl"],
    id: idFrom("queueUrl"),
    computed: () => ({}),
  },
  "aws:cloudwatch/eventRule:EventRule": {
    required: [],
    replaceOn: ["name", "namePrefix", "eventBusName"],
    nameProperty: "name",
    id: idFrom("name"),
    computed: ({ id }, aws) => ({ arn: aws.arn("events", `rule/${id}`) }),
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    required: ["arn", "rule"],
    replaceOn: ["rule", "eventBusName", "targetId"],
    id: (inputs) => `${text(inputs, "rule")}-${derivedHex(text(inputs, "arn"), 10)}`,
    computed: ({ id }) => ({ targetId: id }),
  },
};

function requireBucket(inputs: Properties, aws: AwsService): void {
  const bucket = text(inputs, "bucket");
  if (aws.find("aws:s3/bucket:Bucket", bucket) !== undefined) return;
  throw new AwsError("NoSuchBucket", `The specified bucket does not exist: '${bucket}'.`);
}

function queueUrl(name: string, aws: AwsService): string {
  return `https://sqs.${aws.region}.amazonaws.com/${aws.accountId}/${name}`;
}
