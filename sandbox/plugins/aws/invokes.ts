import { asString, type Properties } from "../properties";
import { policyDocument } from "./policy-document";
import type { AwsService } from "./service";

type Invoke = (args: Properties, aws: AwsService) => Properties;

const zoneLetters = ["a", "b", "c"] as const;

const invokes: Readonly<Record<string, Invoke>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": (_args, aws) => ({
    id: aws.accountId,
    accountId: aws.accountId,
    arn: `arn:${aws.partition}:iam::${aws.accountId}:user/sandbox`,
    userId: "AIDASANDBOX",
  }),
  "aws:index/getPartition:getPartition": (_args, aws) => ({
    id: aws.partition,
    partition: aws.partition,
    dnsSuffix: "amazonaws.com",
    reverseDnsPrefix: "com.amazonaws",
  }),
  "aws:index/getRegion:getRegion": (args, aws) => {
    const region = asString(args["region"]) ?? aws.region;
    return {
      id: region,
      region,
      name: region,
      endpoint: `ec2.${region}.amazonaws.com`,
      description: "simulated",
    };
  },
  "aws:index/getAvailabilityZones:getAvailabilityZones": (_args, aws) => {
    const names = zoneLetters.map((letter) => `${aws.region}${letter}`);
    return {
      id: aws.region,
      region: aws.region,
      names,
      zoneIds: zoneLetters.map((_letter, index) => `${zoneIdPrefix(aws.region)}-az${index + 1}`),
      groupNames: [aws.region],
    };
  },
  "aws:iam/getPolicyDocument:getPolicyDocument": (args) => policyDocument(args),
};

/** Answers a function of the package `aws`. */
export function invoke(token: string, args: Properties, aws: AwsService): Properties {
  const answer = invokes[token];
  if (answer !== undefined) return answer(args, aws);
  throw new Error(
    `the simulated AWS has no function ${token}: add it to sandbox/plugins/aws/invokes.ts`,
  );
}

/** `us-east-1` → `use1`, `eu-central-1` → `euc1`: how AWS begins its zone ids. */
function zoneIdPrefix(region: string): string {
  const [area = "", direction = "", number = ""] = region.split("-");
  return `${area}${direction.charAt(0)}${number}`;
}
