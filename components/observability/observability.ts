import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { WorkloadRole, type IdentityCluster } from "../identity/workload-role";
import type { Artifacts } from "../internal/artifacts";
import { createNamespace } from "../internal/namespace";
import { PlatformComponent } from "../internal/platform-component";
import { PrivateBucket } from "../internal/private-bucket";
import { refuse } from "../internal/problems";
import { createRelease } from "../internal/release";
import { named, type Tags } from "../internal/tags";
import { versions } from "../versions";
import { LOKI_SERVICE_ACCOUNT, observabilityDefaults } from "./defaults";
import { createMonitors } from "./monitors/create-monitors";
import {
  fluentBitValues,
  lokiValues,
  prometheusValues,
  type LokiStorage,
  type ObservabilityRequest,
} from "./plan";
import { observabilityProblems, type ObservabilitySizes } from "./rules";

/** Arguments of `Observability`. */
export interface ObservabilityArgs {
  /** The cluster that is observed; its OIDC provider and issuer are needed for Loki's role. */
  readonly cluster: IdentityCluster;
  /** Region of the log bucket. */
  readonly region: pulumi.Input<string>;
  /** Storage class of the volumes of Prometheus and Loki. */
  readonly storageClassName: pulumi.Input<string>;
  /** Pool on which everything but the log agents runs. Default: `system`. */
  readonly systemPool?: string;
  /** Days that metrics are kept. Default: 15. */
  readonly metricRetentionDays?: number;
  /** GiB of Prometheus' volume. Default: 50. */
  readonly metricStorageGiB?: number;
  /** Days that logs are kept. Default: 30. */
  readonly logRetentionDays?: number;
  /** GiB of Loki's volume. Default: 10. */
  readonly logStorageGiB?: number;
  /** Whether a destroy may delete a log bucket that still holds logs. Default: `false`. */
  readonly forceDestroy?: boolean;
  /** Mirrors of charts. Default: the original places. */
  readonly artifacts?: Artifacts;
  readonly tags?: Tags;
}

/**
 * Prometheus, Alertmanager and Grafana (kube-prometheus-stack), Loki with its logs in S3, and Fluent Bit on every node.
 * Grafana's administrator password is made by its chart and kept in the Secret `prometheus-grafana`.
 *
 * @throws pulumi.InputPropertiesError for a size or time below 1.
 */
export class Observability extends PlatformComponent {
  /** Namespace of all of it. */
  readonly namespace: pulumi.Output<string>;

  constructor(name: string, args: ObservabilityArgs, opts?: pulumi.ComponentResourceOptions) {
    refuse(`Observability "${name}"`, observabilityProblems(args));
    super("Observability", name, args, opts);
    const request = requestOf(args);
    // Log agents and the node exporter read host paths.
    const namespace = createNamespace(`${name}-namespace`, "monitoring", "privileged", {
      parent: this,
    });
    this.namespace = namespace.metadata.name;

    const release = { namespace: this.namespace, artifacts: args.artifacts };
    const prometheus = createRelease(
      `${name}-prometheus`,
      {
        ...release,
        release: "prometheus",
        chart: versions.charts.kubePrometheusStack,
        values: prometheusValues(request),
      },
      { parent: this },
    );
    createMonitors(`${name}-monitor`, this.namespace, { parent: this, dependsOn: [prometheus] });
    const { storage, role } = this.#createLogStorage(name, args, request.logRetentionDays);
    const loki = createRelease(
      `${name}-loki`,
      {
        ...release,
        release: "loki",
        chart: versions.charts.loki,
        values: lokiValues(request, storage),
      },
      { parent: this, dependsOn: [prometheus, role] },
    );
    createRelease(
      `${name}-fluent-bit`,
      {
        ...release,
        release: "fluent-bit",
        chart: versions.charts.fluentBit,
        values: fluentBitValues(),
      },
      { parent: this, dependsOn: [prometheus, loki] },
    );
    this.registerOutputs({ namespace: this.namespace });
  }

  #createLogStorage(name: string, args: ObservabilityArgs, retentionDays: number): LogStorage {
    const { tags } = args;
    const key = new aws.kms.Key(
      `${name}-logs-key`,
      {
        description: `Logs of ${name}`,
        enableKeyRotation: true,
        tags: named(args.tags, `${name}-logs-key`),
      },
      { parent: this },
    );
    const bucket = new PrivateBucket(
      `${name}-logs`,
      {
        kmsKeyArn: key.arn,
        noncurrentDays: 1,
        // Loki deletes what is older than its retention; the bucket catches what it missed.
        expireAfterDays: retentionDays + 7,
        forceDestroy: args.forceDestroy ?? false,
        tags,
      },
      { parent: this },
    );
    const role = new WorkloadRole(
      `${name}-loki-role`,
      {
        cluster: args.cluster,
        namespace: "monitoring",
        serviceAccount: LOKI_SERVICE_ACCOUNT,
        method: "webIdentity",
        buckets: [
          { bucketArn: bucket.bucketArn, prefix: "", access: "readWrite", kmsKeyArn: key.arn },
        ],
        tags,
      },
      { parent: this },
    );
    return {
      role,
      storage: { bucketName: bucket.bucketName, region: args.region, roleArn: role.roleArn },
    };
  }
}

interface LogStorage {
  readonly storage: LokiStorage;
  /** Whose policy must be there before Loki writes. */
  readonly role: WorkloadRole;
}

function requestOf(args: ObservabilityArgs): ObservabilityRequest {
  const size = (key: keyof ObservabilitySizes): number => args[key] ?? observabilityDefaults[key];
  return {
    systemPool: args.systemPool ?? "system",
    storageClass: args.storageClassName,
    metricRetentionDays: size("metricRetentionDays"),
    metricStorageGiB: size("metricStorageGiB"),
    logRetentionDays: size("logRetentionDays"),
    logStorageGiB: size("logStorageGiB"),
  };
}
