import type { BadInput } from "./bad-input";

const observability = "inference-platform:observability";
const receivers = {
  oncall: { kind: "pagerduty", routingKey: { secret: "alert-receivers", key: "pagerduty" } },
};

/** Wrong sizes, stores, receivers, routes and traces. */
export const observabilityInputs: readonly BadInput[] = [
  [
    "a receiver that there is none of",
    {
      "observability.alerts": {
        receivers,
        routes: [{ severity: "critical", receiver: "on-call" }],
        heartbeat: "watchdog",
      },
    },
    [
      `${observability}.alerts.heartbeat: "watchdog" is not a receiver. Write one of oncall, null.`,
      `${observability}.alerts.routes[0].receiver: "on-call" is not a receiver. Did you mean "oncall"? Write one of oncall, null.`,
    ],
  ],
  [
    "a kind of receiver that there is none of",
    { "observability.alerts": { receivers: { team: { kind: "email", to: "team@example.com" } } } },
    [
      `${observability}.alerts.receivers.team.kind: "email" is not allowed. Write one of slack, pagerduty, webhook.`,
    ],
  ],
  [
    "a receiver without its secret",
    {
      "observability.alerts": {
        receivers: {
          team: { kind: "slack" },
          other: { kind: "slack", webhookUrl: "" },
          third: { kind: "slack", webhookUrl: { secret: "alert-receivers" } },
        },
        defaultReceiver: "team",
      },
    },
    [
      `${observability}.alerts.receivers.team.webhookUrl: is missing. Write text.`,
      `${observability}.alerts.receivers.other.webhookUrl: is empty. Write text.`,
      `${observability}.alerts.receivers.third.webhookUrl.key: is missing. Write text.`,
    ],
  ],
  [
    "a severity and an owner that there are none of",
    {
      "observability.alerts": {
        receivers,
        routes: [{ severity: "page", owner: "sre", receiver: "oncall" }],
      },
    },
    [
      `${observability}.alerts.routes[0].severity: "page" is not allowed. Write one of critical, warning, info.`,
      `${observability}.alerts.routes[0].owner: "sre" is not allowed. Write one of platform, tenant.`,
    ],
  ],
  [
    "a route that is there already",
    {
      "observability.alerts": {
        receivers,
        routes: [
          { namespace: "fraud", receiver: "oncall" },
          { namespace: "fraud", receiver: "null" },
        ],
      },
    },
    [
      `${observability}.alerts.routes[1]: never gets an alert: routes[0] takes all that it asks for. Put it first, or remove it.`,
    ],
  ],
  [
    "a retention that the volume cannot hold",
    { "observability.metricRetentionDays": 90 },
    [
      `${observability}.metricRetentionDays: 90 days of 150000 series need 73 GiB, and of 20 GiB (metricStorageGiB) 17 can be filled. Write at most 21 days, a volume of 86 GiB, or fewer series (metricSeries).`,
    ],
  ],
  [
    "a store that is not reached over TLS",
    { "observability.remoteWrite": [{ url: "http://metrics.example.com/api/v1/write" }] },
    [
      `${observability}.remoteWrite[0].url: is not an https URL without credentials: metrics name tenants and models and are not sent in clear. Write for instance https://metrics.example.com/api/v1/write, and the password as basicAuth.`,
    ],
  ],
  [
    "more than all requests traced",
    { "observability.traces": { samplingPercent: 101 } },
    [
      `${observability}.traces.samplingPercent: 101 is not a percentage of requests. Write a number from 0.01 to 100, or traces: false for none.`,
    ],
  ],
  [
    "traces that are neither off nor on",
    { "observability.traces": true },
    [
      `${observability}.traces: true is neither false nor a map. Write false for no traces, or for instance { samplingPercent: 1 }.`,
    ],
  ],
  [
    "Grafana of AWS with nothing to read",
    { "observability.managed": { grafana: { signIn: "AWS_SSO" } } },
    [
      `${observability}.managed.grafana: has nothing to read without managed.prometheus. Set that to true, or remove this.`,
    ],
  ],
  [
    "prod that tells nobody",
    { environment: "prod" },
    [
      `${observability}.alerts.receivers: is missing: the alerts of prod would reach nobody. Write for instance { oncall: { kind: pagerduty, routingKey: { secret: alert-receivers, key: pagerduty } } }.`,
    ],
  ],
];
