/** Defaults of `Network`, each with its reason. */
export const networkDefaults = {
  /** One NAT gateway: 0.045 USD an hour instead of one a zone; a zone failure then cuts egress of the others. */
  natGateways: "single",
  /** Days that flow logs are kept. 30 covers the time in which an intrusion is usually looked into. */
  flowLogRetentionDays: 30,
} as const;
