import type { PolicyStatement } from "../identity/plan";
import { imageRepository, type Artifacts } from "../internal/artifacts";
import type { ChartValues } from "../internal/release";
import { NODE_POOL_LABEL } from "../nodes/defaults";
import {
  featureGates,
  KARPENTER_IMAGE,
  KARPENTER_SERVICE_ACCOUNT,
  karpenterDefaults,
  type InterruptionEvent,
} from "./defaults";

/** What decides the values of the chart. */
export interface KarpenterRequest {
  readonly clusterName: unknown;
  /** Default: Karpenter asks EKS when it starts. */
  readonly clusterEndpoint?: unknown;
  readonly queueName: unknown;
  readonly systemPool: string;
  readonly artifacts: Artifacts | undefined;
}

/**
 * Values of the controller: on the system pool, with the interruption queue, with metrics. The chart itself spreads the
 * replicas over nodes and zones, keeps them off Karpenter's own nodes and tolerates `CriticalAddonsOnly`.
 */
export function karpenterValues(request: KarpenterRequest): ChartValues {
  const { cpu, memory, replicas } = karpenterDefaults;
  return {
    replicas,
    nodeSelector: { [NODE_POOL_LABEL]: request.systemPool },
    // Names of AWS are resolved by the VPC: pods of CoreDNS may wait for a node that only Karpenter can launch.
    dnsPolicy: "Default",
    serviceAccount: { name: KARPENTER_SERVICE_ACCOUNT },
    serviceMonitor: { enabled: true },
    controller: {
      image: { repository: imageRepository(KARPENTER_IMAGE, request.artifacts) },
      // No CPU limit: it would slow the controller down just when many pods wait.
      resources: { requests: { cpu, memory }, limits: { memory } },
    },
    settings: {
      clusterName: request.clusterName,
      ...(request.clusterEndpoint !== undefined && { clusterEndpoint: request.clusterEndpoint }),
      interruptionQueue: request.queueName,
      featureGates,
    },
  };
}

/** A policy of a queue; unlike the policies of roles it names principals. */
export interface QueuePolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly (PolicyStatement & {
    readonly Sid: string;
    readonly Principal: "*" | { readonly Service: string };
  })[];
}

/** Who may use the interruption queue: the rules of EventBridge may send, and nobody without TLS may do anything. */
export function queuePolicy(queueArn: string, ruleArns: readonly string[]): QueuePolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "OwnRulesSend",
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: ["sqs:SendMessage"],
        Resource: [queueArn],
        Condition: { ArnEquals: { "aws:SourceArn": ruleArns } },
      },
      {
        Sid: "DenyWithoutTls",
        Effect: "Deny",
        Principal: "*",
        Action: ["sqs:*"],
        Resource: [queueArn],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  };
}

/** Pattern of an EventBridge rule that passes on one kind of event. */
export function eventPattern(event: InterruptionEvent): string {
  return JSON.stringify({ source: [event.source], "detail-type": [event.detailType] });
}
