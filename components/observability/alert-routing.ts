import type { AlertOwner, Severity } from "./rules/rule";
import type { SecretValue } from "./secret-value";

/** Messages in a channel of Slack. */
interface SlackReceiver {
  readonly kind: "slack";
  /** URL of an incoming webhook: who has it can write to the channel. */
  readonly webhookUrl: SecretValue;
  /** Channel, for instance `#inference-alerts`. Default: that of the webhook. */
  readonly channel?: string;
}

/** Incidents in PagerDuty, through its Events API v2. */
interface PagerDutyReceiver {
  readonly kind: "pagerduty";
  /** Integration key of the service. */
  readonly routingKey: SecretValue;
}

/** POST requests with the alerts as JSON, as Alertmanager defines it. */
interface WebhookReceiver {
  readonly kind: "webhook";
  /** Where they go. A secret, because such URLs often hold a token. */
  readonly url: SecretValue;
  /** Token for the header `Authorization: Bearer …`. Default: no such header. */
  readonly bearerToken?: SecretValue;
}

/** Who is told of an alert, and how. */
export type AlertReceiver = SlackReceiver | PagerDutyReceiver | WebhookReceiver;

/** Kinds of receivers. */
export const receiverKinds = ["slack", "pagerduty", "webhook"] as const;

/** Which alerts go where. All conditions that are given have to hold; the first route that fits takes the alert. */
export interface AlertRoute {
  /** Name of a receiver. */
  readonly receiver: string;
  /** Default: every severity. */
  readonly severity?: Severity;
  /** Default: every owner, and none. Alerts of the chart's own rules have no owner and fit no route that asks for one. */
  readonly owner?: AlertOwner;
  /** Namespace, which for models is the tenant. Default: every namespace. */
  readonly namespace?: string;
}

/** Conditions of a route, in the order in which they are written. */
export const routeConditions = ["severity", "owner", "namespace"] as const;

/** Who is told of alerts. */
export interface AlertRouting {
  /** Receivers by name; the name `null` is taken: it tells nobody. Default: none, so that alerts are seen in Grafana only. */
  readonly receivers?: Readonly<Record<string, AlertReceiver>>;
  /** Receiver of what no route takes. Default: the only receiver, where there is one; nobody, where there is none. */
  readonly defaultReceiver?: string;
  /** Routes, first match first. Default: none. Alerts of severity `info` reach nobody: they are for dashboards. */
  readonly routes?: readonly AlertRoute[];
  /**
   * Receiver of `Watchdog`, an alert that always fires: a service outside that raises the alarm when it stops coming
   * notices that Prometheus or Alertmanager is down. Default: nobody.
   */
  readonly heartbeat?: string;
}

/** The receiver that tells nobody. */
export const NO_RECEIVER = "null";

/** Receiver of what no route takes. */
export function defaultReceiverOf({ receivers = {}, defaultReceiver }: AlertRouting): string {
  const [only, ...others] = Object.keys(receivers);
  return defaultReceiver ?? (others.length === 0 ? only : undefined) ?? NO_RECEIVER;
}
