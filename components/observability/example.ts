import * as pulumi from "@pulumi/pulumi";

import type { ObservabilityArgs } from "./observability-args";

/** The fewest arguments that work. */
export const smallest: ObservabilityArgs = {
  cluster: {
    name: "dev",
    oidcProviderArn:
      "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE",
    oidcIssuer: "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE",
  },
  region: "us-east-1",
  storageClassName: "gp3-encrypted",
};

/** Every argument. */
export const fullest: ObservabilityArgs = {
  ...smallest,
  environment: "prod",
  systemPool: "system",
  metricRetentionDays: 30,
  metricStorageGiB: 200,
  metricSeries: 800_000,
  remoteWrite: [
    {
      url: "https://metrics.example.com/api/v1/write",
      basicAuth: {
        username: "inference",
        password: { secret: "metrics-example-com", key: "password" },
      },
    },
    {
      url: "https://aps-workspaces.us-east-1.amazonaws.com/workspaces/ws-1234/api/v1/remote_write",
      workspaceArn: "arn:aws:aps:us-east-1:111122223333:workspace/ws-1234",
    },
  ],
  alerts: {
    receivers: {
      oncall: { kind: "pagerduty", routingKey: { secret: "alert-receivers", key: "pagerduty" } },
      team: {
        kind: "slack",
        webhookUrl: pulumi.secret("https://hooks.slack.com/services/T0/B0/example"),
        channel: "#inference",
      },
      fraud: {
        kind: "webhook",
        url: pulumi.secret("https://alerts.example.com/fraud"),
        bearerToken: pulumi.secret("example"),
      },
      heartbeat: { kind: "webhook", url: { secret: "alert-receivers", key: "heartbeat" } },
    },
    defaultReceiver: "team",
    routes: [
      { receiver: "fraud", owner: "tenant", namespace: "fraud" },
      { receiver: "oncall", severity: "critical" },
    ],
    heartbeat: "heartbeat",
  },
  runbookBaseUrl: "https://git.example.com/platform/docs/runbooks",
  logRetentionDays: 90,
  logStorageGiB: 20,
  traces: { retentionDays: 14, storageGiB: 20, samplingPercent: 5 },
  managed: { prometheus: true, grafana: { signIn: "AWS_SSO" } },
  forceDestroy: true,
  artifacts: {
    chartRepository: "oci://registry.example.com/charts",
    imageRegistry: "registry.example.com",
  },
  tags: { project: "inference-platform" },
};
