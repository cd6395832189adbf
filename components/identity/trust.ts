import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Trust policy of a role that an AWS service takes on. */
export function servicePrincipalTrust(service: string): aws.iam.PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  };
}

/** One ServiceAccount of a cluster. */
export interface ServiceAccountName {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/**
 * Trust policy for EKS Pod Identity, pinned to one namespace and name: EKS tags the session with both when it takes the
 * role on, so an association with another ServiceAccount gets no credentials. An association that disables session tags
 * gets none either.
 */
export function podIdentityTrust(account: ServiceAccountName): aws.iam.PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Condition: {
          StringEquals: {
            "aws:RequestTag/kubernetes-namespace": account.namespace,
            "aws:RequestTag/kubernetes-service-account": account.serviceAccount,
          },
        },
      },
    ],
  };
}

/** What identifies one ServiceAccount to AWS through the OIDC provider of its cluster. */
export interface FederatedServiceAccount extends ServiceAccountName {
  readonly oidcProviderArn: pulumi.Input<string>;
  /** Issuer without `https://`. */
  readonly oidcIssuer: pulumi.Input<string>;
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
