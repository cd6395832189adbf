import type { ChartValues } from "../internal/release";
import {
  defaultReceiverOf,
  NO_RECEIVER,
  routeConditions,
  type AlertReceiver,
  type AlertRouting,
} from "./alert-routing";
import { placeSecret, type PlacedSecret, type SecretValue } from "./secret-value";

/** Secret with the values of the receivers, where they are given as values. */
export const RECEIVER_SECRET = "alertmanager-receivers";

/** Where the operator mounts the Secrets of `alertmanagerSpec.secrets`. */
const secretsFolder = "/etc/alertmanager/secrets";

/** Configuration of Alertmanager, and the secrets that it reads from files. */
export interface AlertmanagerPlan {
  /** `alertmanager.config` of the chart; `global` and `templates` stay those of the chart. */
  readonly config: ChartValues;
  /** What the files hold. */
  readonly secrets: readonly PlacedSecret[];
}

/** Plans routes, receivers and inhibitions. No secret's value is in the configuration. */
export function planAlertmanager(routing: AlertRouting): AlertmanagerPlan {
  const secrets: PlacedSecret[] = [];
  const file = (receiver: string, field: string, value: SecretValue): string => {
    const placed = placeSecret(value, RECEIVER_SECRET, `${receiver}-${field}`);
    secrets.push(placed);
    return `${secretsFolder}/${placed.secret}/${placed.key}`;
  };
  const receivers = Object.entries(routing.receivers ?? {}).map(([name, receiver]) => ({
    name,
    ...integration(receiver, (field, value) => file(name, field, value)),
  }));
  return {
    config: {
      route: rootRoute(routing),
      receivers: [{ name: NO_RECEIVER }, ...receivers],
      inhibit_rules: inhibitRules,
    },
    secrets,
  };
}

function integration(
  receiver: AlertReceiver,
  file: (field: string, value: SecretValue) => string,
): ChartValues {
  switch (receiver.kind) {
    case "slack":
      return {
        slack_configs: [
          {
            api_url_file: file("webhook-url", receiver.webhookUrl),
            ...(receiver.channel !== undefined && { channel: receiver.channel }),
            send_resolved: true,
            title: messageTitle,
            text: messageText,
          },
        ],
      };
    case "pagerduty":
      return {
        pagerduty_configs: [
          {
            routing_key_file: file("routing-key", receiver.routingKey),
            send_resolved: true,
            severity:
              '{{ if eq .CommonLabels.severity "critical" }}critical{{ else }}warning{{ end }}',
            description: messageTitle,
          },
        ],
      };
    case "webhook":
      return {
        webhook_configs: [
          {
            url_file: file("url", receiver.url),
            send_resolved: true,
            ...(receiver.bearerToken !== undefined && {
              http_config: {
                authorization: {
                  type: "Bearer",
                  credentials_file: file("bearer-token", receiver.bearerToken),
                },
              },
            }),
          },
        ],
      };
  }
}

const messageTitle =
  "{{ .Status | toUpper }} {{ .CommonLabels.alertname }} {{ .CommonLabels.namespace }} {{ .CommonLabels.model_service }}";

const messageText =
  "{{ range .Alerts }}{{ .Annotations.summary }}\n{{ .Annotations.description }}\n{{ .Annotations.runbook_url }}\n{{ end }}";

/** What of an alert makes it the same thing as another, so that one message tells of both. */
const sameThing = ["alertname", "namespace", "model_service"];

function rootRoute(routing: AlertRouting): ChartValues {
  return {
    receiver: defaultReceiverOf(routing),
    group_by: sameThing,
    // Half a minute gathers the replicas of one model into one message, and delays a page by no more than that.
    group_wait: "30s",
    // Further alerts of a group that has been told of.
    group_interval: "5m",
    // Half a day: a warning that nobody has mended is told of once in each working day.
    repeat_interval: "12h",
    routes: [
      watchdogRoute(routing.heartbeat ?? NO_RECEIVER),
      { receiver: NO_RECEIVER, matchers: ['severity="info"'] },
      // The chart's helper, which mutes `info`; it is none to act on itself.
      { receiver: NO_RECEIVER, matchers: ['alertname="InfoInhibitor"'] },
      ...(routing.routes ?? []).map((route) => ({
        receiver: route.receiver,
        matchers: routeConditions.flatMap((condition) =>
          route[condition] === undefined ? [] : [`${condition}="${route[condition]}"`],
        ),
        // A page that is forgotten comes again within one shift.
        ...(route.severity === "critical" && { repeat_interval: "4h" }),
      })),
    ],
  };
}

/** A heartbeat that comes seldom would be noticed late when it stops: every minute, and no `resolved`. */
function watchdogRoute(receiver: string): ChartValues {
  return {
    receiver,
    matchers: ['alertname="Watchdog"'],
    ...(receiver !== NO_RECEIVER && {
      group_wait: "0s",
      group_interval: "1m",
      repeat_interval: "1m",
    }),
  };
}

const inhibitRules = [
  {
    source_matchers: ['severity="critical"'],
    target_matchers: ['severity=~"warning|info"'],
    equal: ["namespace", "alertname", "model_service"],
  },
  // A model that is down need not also be called slow. Without a model the labels would be equal for lack of both.
  {
    source_matchers: ['severity="critical"', 'model_service!=""'],
    target_matchers: ['severity=~"warning|info"', 'model_service!=""'],
    equal: ["namespace", "model_service"],
  },
];
