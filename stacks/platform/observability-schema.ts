import { receiverKinds } from "@inference-platform/components/observability/alert-routing";
import { grafanaSignIns } from "@inference-platform/components/observability/managed-services";
import { alertOwners, severities } from "@inference-platform/components/observability/rules/rule";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { chosen, wrongChoice } from "./choice-schema";
import { isRecord } from "./config-problems";
import { secretKey } from "./runtime-schema";
import { object } from "./strict-object";

const secretText = z
  .string()
  .min(1)
  .transform((value) => pulumi.secret(value));

/** A secret of the configuration, or the name of a Secret in the namespace `monitoring` and the key in it. */
const secretValue = chosen((value) => (isRecord(value) ? secretKey : secretText));

const receiver = z.discriminatedUnion(
  "kind",
  [
    object({ kind: z.literal("slack"), webhookUrl: secretValue, channel: z.string().optional() }),
    object({ kind: z.literal("pagerduty"), routingKey: secretValue }),
    object({ kind: z.literal("webhook"), url: secretValue, bearerToken: secretValue.optional() }),
  ],
  wrongChoice("kind", receiverKinds),
);

const alerts = object({
  receivers: z.record(z.string(), receiver).optional(),
  defaultReceiver: z.string().optional(),
  routes: z
    .array(
      object({
        receiver: z.string(),
        severity: z.enum(severities).optional(),
        owner: z.enum(alertOwners).optional(),
        namespace: z.string().optional(),
      }),
    )
    .optional(),
  heartbeat: z.string().optional(),
});

const traces = object({
  retentionDays: z.number().optional(),
  storageGiB: z.number().optional(),
  samplingPercent: z.number().optional(),
});

const noTraces = z.literal(false, {
  error: ({ input }) =>
    `${JSON.stringify(input)} is neither false nor a map. Write false for no traces, or for instance { samplingPercent: 1 }.`,
});

export const observabilitySchema = object({
  metricRetentionDays: z.number().optional(),
  metricStorageGiB: z.number().optional(),
  metricSeries: z.number().optional(),
  remoteWrite: z
    .array(
      object({
        url: z.string(),
        basicAuth: object({ username: z.string(), password: secretValue }).optional(),
        workspaceArn: z.string().optional(),
      }),
    )
    .optional(),
  alerts: alerts.optional(),
  runbookBaseUrl: z.string().optional(),
  logRetentionDays: z.number().optional(),
  logStorageGiB: z.number().optional(),
  traces: chosen((value) => (isRecord(value) ? traces : noTraces)).optional(),
  managed: object({
    prometheus: z.boolean().optional(),
    grafana: object({ signIn: z.enum(grafanaSignIns) }).optional(),
  }).optional(),
});
