import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { WorkloadRole } from "../identity/workload-role";
import type { PinnedChart } from "../internal/artifacts";
import { createNamespace } from "../internal/namespace";
import { COLLECTOR_NAME } from "../internal/otlp";
import { PlatformComponent } from "../internal/platform-component";
import { refuse } from "../internal/problems";
import { createRelease, type ChartValues } from "../internal/release";
import { versions } from "../versions";
import { planAlertmanager, RECEIVER_SECRET } from "./alertmanager-config";
import { createBucketStorage, type BucketUse, type CreatedStorage } from "./bucket-storage";
import { collectorValues } from "./collector-values";
import { dashboards } from "./dashboards/catalogue";
import {
  LOKI_SERVICE_ACCOUNT,
  observabilityDefaults,
  PROMETHEUS_SERVICE_ACCOUNT,
  TEMPO_SERVICE_ACCOUNT,
} from "./defaults";
import { fluentBitValues } from "./fluent-bit-values";
import { lokiValues } from "./loki-values";
import { ManagedMetrics } from "./managed-services";
import { createMonitors } from "./monitors/create-monitors";
import type { ObservabilityArgs } from "./observability-args";
import { prometheusValues } from "./prometheus-values";
import { createDashboards, createRules, createSecret } from "./provisioning";
import { planRemoteWrite, REMOTE_WRITE_SECRET } from "./remote-write";
import type { ObservabilityRequest } from "./request";
import { observabilityProblems, type ObservabilitySizes } from "./rules";
import { ruleGroups } from "./rules/catalogue";
import { tempoValues } from "./tempo-values";
import type { TraceArgs } from "./traces";

/**
 * Prometheus, Alertmanager and Grafana (kube-prometheus-stack) with the rules and dashboards of the platform, Loki with its
 * logs in S3, Fluent Bit on every node, and an OpenTelemetry collector before Tempo with its traces in S3. Grafana's
 * administrator password is made by its chart and kept in the Secret `prometheus-grafana`.
 *
 * @throws pulumi.InputPropertiesError for a size or time below 1, a retention that the volume cannot hold, a receiver or
 * route that is none, a store that is not reached over TLS, or a percentage that is none.
 */
export class Observability extends PlatformComponent {
  /** Namespace of all of it. */
  readonly namespace: pulumi.Output<string>;

  readonly #name: string;
  readonly #args: ObservabilityArgs;
  readonly #request: ObservabilityRequest;

  constructor(name: string, args: ObservabilityArgs, opts?: pulumi.ComponentResourceOptions) {
    refuse(`Observability "${name}"`, observabilityProblems(args));
    super("Observability", name, args, opts);
    this.#name = name;
    this.#args = args;
    this.#request = requestOf(args);
    // The agents of the nodes read host paths.
    const namespace = createNamespace(`${name}-namespace`, "monitoring", "privileged", {
      parent: this,
    });
    this.namespace = namespace.metadata.name;

    const prometheus = this.#createPrometheus();
    const loki = this.#createLoki(prometheus);
    this.#createRelease("fluent-bit", versions.charts.fluentBit, fluentBitValues(), [
      prometheus,
      loki,
    ]);
    if (args.traces !== false) this.#createTraces(args.traces ?? {}, prometheus);
    // The chart brings the definitions of PrometheusRule and of the monitors.
    const afterChart = { parent: this, dependsOn: [prometheus] };
    createRules(name, ruleGroups, args.runbookBaseUrl, this.namespace, afterChart);
    createMonitors(`${name}-monitor`, this.namespace, afterChart);
    createDashboards(name, dashboards, this.namespace, { parent: this });
    this.registerOutputs({ namespace: this.namespace });
  }

  #createPrometheus(): kubernetes.helm.v3.Release {
    const { alerts, remoteWrite = [], region, environment, cluster, traces } = this.#args;
    const managed = this.#createManagedMetrics();
    const writes = planRemoteWrite(remoteWrite, managed && { url: managed.remoteWriteUrl }, region);
    const alertmanager = planAlertmanager(alerts ?? {});
    const secrets = [
      ...this.#createSecret("alertmanager-receivers", RECEIVER_SECRET, alertmanager.secrets),
      ...this.#createSecret("prometheus-remote-write", REMOTE_WRITE_SECRET, writes.secrets),
    ];
    const role = this.#createWriterRole(managed);
    return this.#createRelease(
      "prometheus",
      versions.charts.kubePrometheusStack,
      prometheusValues(this.#request, {
        externalLabels: {
          cluster: cluster.name,
          ...(environment !== undefined && { environment }),
        },
        alertmanager,
        remoteWrite: writes.remoteWrite,
        roleArn: role?.roleArn,
        traces: traces !== false,
      }),
      [...secrets, ...(role ? [role] : [])],
    );
  }

  #createManagedMetrics(): ManagedMetrics | undefined {
    const { managed, tags } = this.#args;
    if (managed?.prometheus !== true) return undefined;
    return new ManagedMetrics(
      `${this.#name}-metrics`,
      { grafana: managed.grafana, logRetentionDays: workspaceLogDays, tags },
      { parent: this },
    );
  }

  /** Prometheus gets a role only where it writes to a workspace of AWS, and for no other. */
  #createWriterRole(managed: ManagedMetrics | undefined): WorkloadRole | undefined {
    const { cluster, remoteWrite = [], tags } = this.#args;
    const metricWorkspaceArns = [
      ...remoteWrite.flatMap(({ workspaceArn }) => workspaceArn ?? []),
      ...(managed ? [managed.workspaceArn] : []),
    ];
    if (metricWorkspaceArns.length === 0) return undefined;
    return new WorkloadRole(
      `${this.#name}-prometheus-role`,
      {
        cluster,
        namespace: "monitoring",
        serviceAccount: PROMETHEUS_SERVICE_ACCOUNT,
        method: "webIdentity",
        metricWorkspaceArns,
        tags,
      },
      { parent: this },
    );
  }

  #createLoki(prometheus: pulumi.Resource): kubernetes.helm.v3.Release {
    const storage = this.#createStorage({
      signal: "logs",
      software: "loki",
      serviceAccount: LOKI_SERVICE_ACCOUNT,
      retentionDays: this.#request.logRetentionDays,
    });
    const values = lokiValues(this.#request, storage);
    return this.#createRelease("loki", versions.charts.loki, values, [prometheus, storage.role]);
  }

  #createTraces(traces: TraceArgs, prometheus: pulumi.Resource): void {
    const retentionDays = traces.retentionDays ?? observabilityDefaults.traceRetentionDays;
    const storageGiB = traces.storageGiB ?? observabilityDefaults.traceStorageGiB;
    const storage = this.#createStorage({
      signal: "traces",
      software: "tempo",
      serviceAccount: TEMPO_SERVICE_ACCOUNT,
      retentionDays,
    });
    const tempo = this.#createRelease(
      "tempo",
      versions.charts.tempo,
      tempoValues(this.#request, { retentionDays, storageGiB }, storage),
      [prometheus, storage.role],
    );
    this.#createRelease(
      COLLECTOR_NAME,
      versions.charts.openTelemetryCollector,
      collectorValues(this.#request, this.#args.artifacts),
      [prometheus, tempo],
    );
  }

  #createStorage(use: BucketUse): CreatedStorage {
    const { cluster, region, forceDestroy = false, tags } = this.#args;
    return createBucketStorage(
      this.#name,
      { ...use, cluster, region, forceDestroy, tags },
      { parent: this },
    );
  }

  #createSecret(
    ...[suffix, secret, placed]: [string, string, Parameters<typeof createSecret>[2]]
  ): kubernetes.core.v1.Secret[] {
    const name = `${this.#name}-${suffix}`;
    return createSecret(name, secret, placed, this.namespace, { parent: this });
  }

  #createRelease(
    release: string,
    chart: PinnedChart,
    values: ChartValues,
    dependsOn: pulumi.Resource[],
  ): kubernetes.helm.v3.Release {
    return createRelease(
      `${this.#name}-${release}`,
      { namespace: this.namespace, artifacts: this.#args.artifacts, release, chart, values },
      { parent: this, dependsOn },
    );
  }
}

/** Days that the logs of a managed workspace are kept: it writes errors of rules and ingestion only. */
const workspaceLogDays = 30;

function requestOf(args: ObservabilityArgs): ObservabilityRequest {
  const size = (key: keyof ObservabilitySizes): number => args[key] ?? observabilityDefaults[key];
  return {
    systemPool: args.systemPool ?? "system",
    storageClass: args.storageClassName,
    metricRetentionDays: size("metricRetentionDays"),
    metricStorageGiB: size("metricStorageGiB"),
    metricSeries: size("metricSeries"),
    logRetentionDays: size("logRetentionDays"),
    logStorageGiB: size("logStorageGiB"),
  };
}
