import assert from "node:assert/strict";

import { Observability } from "../../components";
import { smallest } from "../../components/observability/example";
import { policyStatements } from "../support/policy-documents";
import { record, type Recorded } from "../support/recorder";
import { at, one, ofType, refusal } from "../support/recorded";

const workspace = "arn:aws:mock:::obs-metrics-workspace";

describe("managed services of AWS", () => {
  it("are not there unless they are asked for, and neither is a role of Prometheus", async () => {
    const { resources } = await record(() => new Observability("obs", smallest));
    assert.deepEqual(
      resources.filter(
        ({ type, name }) => /aws:(amp|grafana)/.test(type) || name.startsWith("obs-prometheus-"),
      ),
      [],
    );
  });

  describe("with Prometheus and Grafana", () => {
    let resources: readonly Recorded[] = [];
    before(async () => {
      ({ resources } = await record(
        () =>
          new Observability("obs", {
            ...smallest,
            managed: { prometheus: true, grafana: { signIn: "SAML" } },
          }),
      ));
    });

    it("keep metrics in an encrypted workspace that logs its errors", () => {
      const { inputs } = one(resources, "obs-metrics-workspace");
      assert.equal(inputs.kmsKeyArn, "arn:aws:mock:::obs-metrics-key");
      assert.deepEqual(inputs.loggingConfiguration, {
        logGroupArn: "arn:aws:mock:::obs-metrics-log-group:*",
      });
      assert.equal(
        one(resources, "obs-metrics-log-group").inputs.name,
        "/aws/vendedlogs/prometheus/obs-metrics",
      );
    });

    it("let Prometheus write to that workspace, and do nothing else", () => {
      const policy = policyStatements([one(resources, "obs-prometheus-role-metrics")]);
      assert.deepEqual(
        policy.map(({ actions, resources: allowed }) => [actions, allowed]),
        [[["aps:RemoteWrite"], [workspace]]],
      );
      const [trust] = policyStatements([one(resources, "obs-prometheus-role-role")]);
      assert.ok(
        JSON.stringify(trust?.condition).includes(
          "system:serviceaccount:monitoring:prometheus-prometheus",
        ),
      );
      const values = one(resources, "obs-prometheus").inputs.values;
      assert.deepEqual(at(values, "prometheus", "serviceAccount", "annotations"), {
        "eks.amazonaws.com/role-arn": "arn:aws:mock:::obs-prometheus-role-role",
      });
      const [write] = at(values, "prometheus", "prometheusSpec", "remoteWrite") as unknown[];
      assert.deepEqual(at(write, "sigv4"), { region: "us-east-1" });
    });

    it("let Grafana read that workspace, and do nothing else", () => {
      const [read] = policyStatements([one(resources, "obs-metrics-grafana-policy")]);
      assert.deepEqual(read?.resources, [workspace]);
      assert.deepEqual(read.actions, [
        "aps:DescribeWorkspace",
        "aps:QueryMetrics",
        "aps:GetLabels",
        "aps:GetSeries",
        "aps:GetMetricMetadata",
      ]);
      const [grafana] = ofType(resources, "aws:grafana/workspace:Workspace");
      assert.deepEqual(grafana?.inputs.authenticationProviders, ["SAML"]);
      assert.equal(grafana.inputs.permissionType, "CUSTOMER_MANAGED");
    });

    it("leave rules and Grafana of the cluster as they are", () => {
      const values = one(resources, "obs-prometheus").inputs.values;
      assert.deepEqual(at(values, "grafana", "rbac"), { namespaced: true });
      assert.equal(at(values, "prometheus", "prometheusSpec", "retention"), "15d");
    });
  });

  it("are refused where Grafana would have nothing to read", async () => {
    assert.deepEqual(
      await refusal(
        () =>
          new Observability("obs", { ...smallest, managed: { grafana: { signIn: "AWS_SSO" } } }),
      ),
      [
        'Observability "obs": one input is wrong',
        "managed.grafana: has nothing to read without managed.prometheus. Set that to true, or remove this.",
      ],
    );
  });
});
