/** Defaults of `Network`, each with its reason. */
export const networkDefaults = {
  /** One NAT gateway: 0.045 USD an hour instead of one a zone; a zone failure then cuts egress of the others. */
  natGateways: "single",
  /** Days that flow logs are kept. 30 covers the time in which an intrusion is usually looked into. */
  flowLogRetentionDays: 30,
} as const;

/**
 * Interface endpoints without which a cluster of this package does not come up where no NAT gateway leads out; S3 has
 * its gateway endpoint always. Source: Amazon EKS User Guide, "Deploy private clusters with limited internet access":
 * `ec2` for the nodes' names and for the VPC CNI, `ecr.api` and `ecr.dkr` for images, `sts` for IAM roles for service
 * accounts, `eks-auth` for Pod Identity. The page names further ones by need: `logs`, `elasticloadbalancing`, `ssm`,
 * `xray`, `eks`, and whatever pods call.
 */
export const endpointsWithoutNat = ["ec2", "ecr.api", "ecr.dkr", "eks-auth", "sts"] as const;
