import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { parseConfig } from "../../stacks/platform/config";
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

  it("keeps little for a short time in dev, and much for a long one in prod", async () => {
    const sizes: unknown[] = [];
    for (const stack of stacks) {
      const { resources } = await recordStack(stack);
      const values = (release: string): unknown =>
        one(resources, `inference-${stack}-observability-${release}`).inputs.values;
      const spec = at(values("prometheus"), "prometheus", "prometheusSpec");
      sizes.push([
        at(spec, "externalLabels", "environment"),
        at(spec, "retention"),
        at(spec, "retentionSize"),
        at(spec, "resources", "requests", "memory"),
        at(values("loki"), "loki", "limits_config", "retention_period"),
        at(values("tempo"), "tempo", "retention"),
      ]);
    }
    assert.deepEqual(sizes, [
      ["dev", "3d", "17GiB", "1098Mi", "72h", "48h"],
      ["prod", "30d", "170GiB", "3637Mi", "2160h", "336h"],
    ]);
  });

  it("wakes somebody in prod, whose keys are in a Secret that the stack does not know", async () => {
    const { resources } = await recordStack("prod");
    const { values } = one(resources, "inference-prod-observability-prometheus").inputs;
    assert.deepEqual(at(values, "alertmanager", "alertmanagerSpec", "secrets"), [
      "alert-receivers",
    ]);
    assert.equal(at(values, "alertmanager", "config", "route", "receiver"), "team");
  });

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
