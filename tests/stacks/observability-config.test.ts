import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";

import { observabilityDefaults } from "../../components/observability/defaults";
import { parseConfig } from "../../stacks/platform/config";
import { observabilitySchema } from "../../stacks/platform/observability-schema";
import { structured, withChanges } from "../support/config-changes";
import { at, one } from "../support/recorded";
import { resolved } from "../support/recorder";
import { engineConfig, project, recordStack, stacks } from "../support/stack-config";

describe("configuration of observability", () => {
  it("has the same keys in dev and prod", () => {
    const [dev, prod] = stacks.map((stack) =>
      Object.keys(at(structured(engineConfig(stack)), "observability") as object).sort(),
    );
    assert.deepEqual(dev, prod);
  });

  for (const [stack, title, sizes] of [
    ["dev", "little for a short time", ["dev", "3d", "17GiB", "1098Mi", "72h", "48h"]],
    ["prod", "much for a long one", ["prod", "30d", "170GiB", "3637Mi", "2160h", "336h"]],
  ] as const) {
    it(`keeps ${title} in ${stack}`, async () => {
      const { resources } = await recordStack(stack);
      const values = (release: string): unknown =>
        one(resources, `inference-${stack}-observability-${release}`).inputs.values;
      const spec = at(values("prometheus"), "prometheus", "prometheusSpec");
      assert.deepEqual(
        [
          at(spec, "externalLabels", "environment"),
          at(spec, "retention"),
          at(spec, "retentionSize"),
          at(spec, "resources", "requests", "memory"),
          at(values("loki"), "loki", "limits_config", "retention_period"),
          at(values("tempo"), "tempo", "retention"),
        ],
        sizes,
      );
    }).timeout(20_000);
  }

  it("wakes somebody in prod, whose keys are in a Secret that the stack does not know", async () => {
    const { resources } = await recordStack("prod");
    const { values } = one(resources, "inference-prod-observability-prometheus").inputs;
    assert.deepEqual(at(values, "alertmanager", "alertmanagerSpec", "secrets"), [
      "alert-receivers",
    ]);
    assert.equal(at(values, "alertmanager", "config", "route", "receiver"), "team");
  }).timeout(20_000);

  it("makes a secret of a receiver a secret of the state", async () => {
    const { observability } = parseConfig(
      withChanges(engineConfig("dev"), {
        "observability.alerts": {
          receivers: { team: { kind: "slack", webhookUrl: "https://hooks.invalid/T" } },
        },
      }),
      project,
    );
    const receiver = observability.alerts?.receivers?.team;
    assert.ok(receiver?.kind === "slack");
    const { webhookUrl } = receiver;
    assert.ok(pulumi.Output.isInstance(webhookUrl));
    assert.equal(await pulumi.isSecret(webhookUrl), true);
    assert.equal(await resolved(webhookUrl), "https://hooks.invalid/T");
  });
});

describe("documentation of the configuration of observability", () => {
  const guide = readFileSync(path.resolve(__dirname, "../../docs/configuration.md"), "utf8");
  const section = /^## observability\n(.*?)^### /ms.exec(guide)?.[1] ?? "";
  const rows = [...section.matchAll(/^\| `(\S+)` *\| [^|]+ \| ([^|]+?) *\|/gm)].map(
    ([, key = "", value = ""]): [string, string] => [key, value],
  );
  const example: unknown = parse(/^```yaml\n(.*?)^```/ms.exec(section)?.[1] ?? "");

  it("has every key of the schema, and no other", () => {
    const documented = new Set(rows.map(([key]) => key.split(".")[0]));
    assert.deepEqual([...documented].sort(), Object.keys(observabilitySchema.shape).sort());
  });

  it("has the defaults of the component", () => {
    const numbers = Object.fromEntries(
      rows.flatMap(([key, value]) => (/^\d+$/.test(value) ? [[key, Number(value)]] : [])),
    );
    const { traceRetentionDays, traceStorageGiB, samplingPercent, ...defaults } =
      observabilityDefaults;
    assert.deepEqual(numbers, {
      metricRetentionDays: defaults.metricRetentionDays,
      metricStorageGiB: defaults.metricStorageGiB,
      metricSeries: defaults.metricSeries,
      logRetentionDays: defaults.logRetentionDays,
      logStorageGiB: defaults.logStorageGiB,
      "traces.retentionDays": traceRetentionDays,
      "traces.storageGiB": traceStorageGiB,
      "traces.samplingPercent": samplingPercent,
    });
  });

  it("has an example of every key that prod takes as it stands", () => {
    const written = at(example, `${project}:observability`);
    assert.deepEqual(
      Object.keys(written as object).sort(),
      Object.keys(observabilitySchema.shape).sort(),
    );
    const config = withChanges(engineConfig("prod"), { observability: written });
    assert.deepEqual(parseConfig(config, project).observability, written);
  });
});
