import assert from "node:assert/strict";

import { grafanaValues } from "../../components/observability/grafana-values";
import { observabilityRequest as request } from "../support/observability-request";
import { at } from "../support/recorded";

/** Proves the values that the chart is given; Grafana does not read them here. */
describe("values of Grafana", () => {
  const grafana = grafanaValues(request, { traces: true });

  it("let nobody in without an account, and nobody make one", () => {
    const settings = at(grafana, "grafana.ini");
    assert.deepEqual(at(settings, "auth.anonymous"), { enabled: false });
    assert.equal(at(settings, "users", "allow_sign_up"), false);
    assert.equal(at(settings, "security", "disable_gravatar"), true);
    assert.equal(at(settings, "analytics", "reporting_enabled"), false);
    assert.equal(at(settings, "plugins", "preinstall_disabled"), true);
    assert.equal(at(grafana, "adminPassword"), "");
  });

  it("read ConfigMaps of their namespace, and no Secret of others", () => {
    assert.deepEqual(at(grafana, "rbac"), { namespaced: true });
    for (const kind of ["dashboards", "datasources"]) {
      assert.equal(at(grafana, "sidecar", kind, "searchNamespace"), "monitoring", kind);
      assert.equal(at(grafana, "sidecar", kind, "resource"), "configmap", kind);
    }
  });

  it("put dashboards into the folder of their annotation", () => {
    assert.equal(at(grafana, "sidecar", "dashboards", "folderAnnotation"), "grafana_folder");
    assert.deepEqual(at(grafana, "sidecar", "dashboards", "provider"), {
      foldersFromFilesStructure: true,
      allowUiUpdates: false,
    });
  });

  it("link metrics, logs and traces, and make no link where there are no traces", () => {
    const without = grafanaValues(request, { traces: false });
    const uids = (values: unknown): unknown[] =>
      (at(values, "additionalDataSources") as unknown[]).map((source) => at(source, "uid"));
    assert.deepEqual(uids(grafana), ["loki", "tempo"]);
    assert.deepEqual(uids(without), ["loki"]);
    assert.deepEqual(at(grafana, "sidecar", "datasources", "exemplarTraceIdDestinations"), {
      datasourceUid: "tempo",
      traceIdLabelName: "trace_id",
    });
    assert.equal(at(without, "sidecar", "datasources", "exemplarTraceIdDestinations"), undefined);
    const field = at(grafana, "additionalDataSources", 0, "jsonData", "derivedFields", 0);
    assert.equal(at(field, "datasourceUid"), "tempo");
    const pattern = new RegExp(String(at(field, "matcherRegex")));
    const id = "4bf92f3577b34da6a3ce929d0e0e4736";
    assert.equal(pattern.exec(`{"level":"info","trace_id":"${id}"}`)?.[1], id);
    assert.equal(pattern.exec(`{"traceId": "${id}"}`)?.[1], id);
    assert.equal(pattern.exec(`{"trace_id":"short"}`), null);
    assert.equal(
      at(grafana, "additionalDataSources", 1, "jsonData", "tracesToLogsV2", "datasourceUid"),
      "loki",
    );
    assert.equal(at(without, "additionalDataSources", 0, "jsonData"), undefined);
  });
});
