import { PolicyPack } from "@pulumi/policy";
import * as pulumi from "@pulumi/pulumi";

import { toPolicies } from "./frame/adapter";
import { resolveEnvironment } from "./frame/environment";
import { rules } from "./pack";

const profile = resolveEnvironment(
  new pulumi.Config("inference-platform").get("environment"),
  pulumi.getStack(),
);
if (profile.note !== undefined) {
  // Standard output belongs to the engine, which reads the port of the server from it.
  console.error(`inference-platform policies: ${profile.note}`);
}

new PolicyPack("inference-platform", {
  displayName: "Inference platform",
  description: "Security and cost policies of AI inference stacks on AWS EKS.",
  provider: "aws",
  policies: toPolicies(rules, profile.environment),
});
