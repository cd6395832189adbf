import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Trust policy of a role that an AWS service takes on. */
export function servicePrincipalTrust(service: string): aws.iam.PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  };
}

/** Trust policy for EKS Pod Identity: its agent takes the role on and tags the session with namespace and ServiceAccount. */
export function podIdentityTrust(): aws.iam.PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
      },
    ],
  };
}

/** What identifies one ServiceAccount to AWS through the OIDC provider of its cluster. */
export interface FederatedServiceAccount {
  readonly oidcProviderArn: pulumi.Input<string>;
  /** Issuer without `https://`. */
  readonly oidcIssuer: pulumi.Input<string>;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** Trust policy for IAM roles for service accounts, pinned to one namespace and name. */
export function webIdentityTrust(account: FederatedServiceAccount): pulumi.Output<string> {
  return pulumi.all([account.oidcProviderArn, account.oidcIssuer]).apply(([provider, issuer]) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Federated: provider },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: {
              [`${issuer}:sub`]: `system:serviceaccount:${account.namespace}:${account.serviceAccount}`,
              [`${issuer}:aud`]: "sts.amazonaws.com",
            },
          },
        },
      ],
    }),
  );
}
