import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { planAlertmanager } from "../../components/observability/alertmanager-config";
import type { AlertReceiver, AlertRouting } from "../../components/observability/alert-routing";
import { alertRoutingProblems } from "../../components/observability/alert-routing-rules";
import { fullest } from "../../components/observability/example";
import { at, said, texts } from "../support/recorded";

const oncall: AlertReceiver = {
  kind: "pagerduty",
  routingKey: { secret: "alert-receivers", key: "pagerduty" },
};
const team: AlertReceiver = { kind: "slack", webhookUrl: pulumi.secret("https://hooks.invalid/T") };

/** Proves the configuration that the chart is given; Alertmanager's own check of it (`amtool check-config`) is not run here. */
describe("routes and receivers of alerts", () => {
  const route = (routing: AlertRouting): unknown => at(planAlertmanager(routing).config, "route");
  const routes = (routing: AlertRouting): unknown => at(route(routing), "routes");

  it("tell nobody where there is no receiver", () => {
    const { config, secrets } = planAlertmanager({});
    assert.equal(at(config, "route", "receiver"), "null");
    assert.deepEqual(at(config, "receivers"), [{ name: "null" }]);
    assert.deepEqual(secrets, []);
  });

  it("give the only receiver everything, but for what is for dashboards and the heartbeat", () => {
    assert.equal(at(route({ receivers: { oncall } }), "receiver"), "oncall");
    assert.deepEqual(routes({ receivers: { oncall } }), [
      { receiver: "null", matchers: ['alertname="Watchdog"'] },
      { receiver: "null", matchers: ['severity="info"'] },
      { receiver: "null", matchers: ['alertname="InfoInhibitor"'] },
    ]);
  });

  it("keep the order of the routes, and repeat a page within a shift", () => {
    assert.deepEqual((routes(fullest.alerts ?? {}) as unknown[]).slice(3), [
      { receiver: "fraud", matchers: ['owner="tenant"', 'namespace="fraud"'] },
      { receiver: "oncall", matchers: ['severity="critical"'], repeat_interval: "4h" },
    ]);
    assert.equal(at(route(fullest.alerts ?? {}), "receiver"), "team");
    assert.equal(at(route(fullest.alerts ?? {}), "repeat_interval"), "12h");
  });

  it("send the heartbeat every minute", () => {
    assert.deepEqual((routes(fullest.alerts ?? {}) as unknown[])[0], {
      receiver: "heartbeat",
      matchers: ['alertname="Watchdog"'],
      group_wait: "0s",
      group_interval: "1m",
      repeat_interval: "1m",
    });
  });

  it("let a critical alert stand for the lesser ones of the same thing, and of the same model only", () => {
    assert.deepEqual(at(planAlertmanager({}).config, "inhibit_rules"), [
      {
        source_matchers: ['severity="critical"'],
        target_matchers: ['severity=~"warning|info"'],
        equal: ["namespace", "alertname", "model_service"],
      },
      {
        source_matchers: ['severity="critical"', 'model_service!=""'],
        target_matchers: ['severity=~"warning|info"', 'model_service!=""'],
        equal: ["namespace", "model_service"],
      },
    ]);
  });

  it("read every secret from a file, wherever it is kept", () => {
    const { config, secrets } = planAlertmanager(fullest.alerts ?? {});
    const files = texts(config).filter((text) => text.startsWith("/etc/alertmanager/secrets/"));
    assert.deepEqual(files, [
      "/etc/alertmanager/secrets/alert-receivers/pagerduty",
      "/etc/alertmanager/secrets/alertmanager-receivers/team-webhook-url",
      "/etc/alertmanager/secrets/alertmanager-receivers/fraud-url",
      "/etc/alertmanager/secrets/alertmanager-receivers/fraud-bearer-token",
      "/etc/alertmanager/secrets/alert-receivers/heartbeat",
    ]);
    assert.deepEqual(
      secrets.map(({ secret, key, value }) => [secret, key, value !== undefined]),
      [
        ["alert-receivers", "pagerduty", false],
        ["alertmanager-receivers", "team-webhook-url", true],
        ["alertmanager-receivers", "fraud-url", true],
        ["alertmanager-receivers", "fraud-bearer-token", true],
        ["alert-receivers", "heartbeat", false],
      ],
    );
  });
});

describe("rules of routes and receivers", () => {
  const cases: readonly [title: string, routing: AlertRouting, problems: readonly string[]][] = [
    ["none", {}, []],
    ["the example", fullest.alerts ?? {}, []],
    [
      "receivers that there are none of",
      {
        receivers: { oncall, team },
        defaultReceiver: "taem",
        heartbeat: "deadmanssnitch",
        routes: [{ receiver: "on-call", severity: "critical" }],
      },
      [
        'defaultReceiver: "taem" is not a receiver. Did you mean "team"? Write one of oncall, team, null.',
        'heartbeat: "deadmanssnitch" is not a receiver. Write one of oncall, team, null.',
        'routes[0].receiver: "on-call" is not a receiver. Did you mean "oncall"? Write one of oncall, team, null.',
      ],
    ],
    [
      "several receivers and none for the rest",
      { receivers: { oncall, team } },
      [
        "defaultReceiver: is missing: with several receivers it has to be said who gets what no route takes. Write one of oncall, team, or null.",
      ],
    ],
    [
      "routes that never get an alert",
      {
        receivers: { oncall },
        routes: [
          { receiver: "oncall", severity: "critical" },
          { receiver: "oncall", severity: "critical" },
          { receiver: "oncall", severity: "critical", namespace: "fraud" },
          { receiver: "oncall", namespace: "fraud" },
        ],
      },
      [
        "routes[1]: never gets an alert: routes[0] takes all that it asks for. Put it first, or remove it.",
        "routes[2]: never gets an alert: routes[0] takes all that it asks for. Put it first, or remove it.",
      ],
    ],
    [
      "routes without a condition, or for what is for dashboards",
      {
        receivers: { oncall },
        routes: [{ receiver: "oncall" }, { receiver: "oncall", severity: "info" }],
      },
      [
        "routes[0]: has no condition and would take every alert. Add one of severity, owner, namespace, or make the receiver the defaultReceiver.",
        "routes[1].severity: info is for dashboards and reaches nobody. Write critical or warning.",
      ],
    ],
    [
      "names and secrets that are none",
      {
        receivers: {
          null: oncall,
          "On Call": {
            kind: "webhook",
            url: "",
            bearerToken: { secret: "https://secret.invalid", key: "a b" },
          },
        },
        defaultReceiver: "null",
      },
      [
        'receivers.null: "null" is the receiver that tells nobody. Choose another name.',
        'receivers.On Call: "On Call" is not a DNS-1123 label. Use lower-case letters, digits and "-", start with a letter and end with a letter or digit.',
        "receivers.On Call.url: is empty. Write the value as a secret, or the name of a Secret.",
        'receivers.On Call.bearerToken.secret: is not the name of a Secret. Write the name, not the value: lower-case letters, digits, "-" and ".", for instance hugging-face.',
        'receivers.On Call.bearerToken.key: is not a key of a Secret. Write the key, not the value: letters, digits, "-", "_" and ".", for instance token.',
      ],
    ],
  ];
  for (const [title, routing, problems] of cases) {
    it(`say of ${title}: ${problems.length === 0 ? "nothing" : "what is wrong"}`, () => {
      assert.deepEqual(said(alertRoutingProblems(routing)), problems);
    });
  }
});
