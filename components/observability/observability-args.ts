import type * as pulumi from "@pulumi/pulumi";

import type { IdentityCluster } from "../identity/workload-role";
import type { Artifacts } from "../internal/artifacts";
import type { Tags } from "../internal/tags";
import type { AlertRouting } from "./alert-routing";
import type { ManagedServices } from "./managed-services";
import type { RemoteWrite } from "./remote-write";
import type { TraceArgs } from "./traces";

/** Arguments of `Observability`. */
export interface ObservabilityArgs {
  /** The cluster that is observed; its OIDC provider and issuer are needed for the roles. */
  readonly cluster: IdentityCluster;
  /** Region of the buckets. */
  readonly region: pulumi.Input<string>;
  /** Storage class of the volumes. */
  readonly storageClassName: pulumi.Input<string>;
  /** Label `environment` of everything that leaves Prometheus. Default: none; `cluster` is always there. */
  readonly environment?: string;
  /** Pool on which everything but the agents of the nodes runs. Default: `system`. */
  readonly systemPool?: string;
  /** Days that metrics are kept. Default: 15. */
  readonly metricRetentionDays?: number;
  /** GiB of Prometheus' volume. Default: 50. */
  readonly metricStorageGiB?: number;
  /** Series that are expected at one time: they decide memory, and whether the retention fits. Default: 300,000. */
  readonly metricSeries?: number;
  /** Further stores of metrics. Default: none. */
  readonly remoteWrite?: readonly RemoteWrite[];
  /** Who is told of alerts. Default: nobody. */
  readonly alerts?: AlertRouting;
  /** Where runbooks are read, without a slash at the end. Default: their path in the repository. */
  readonly runbookBaseUrl?: string;
  /** Days that logs are kept. Default: 30. */
  readonly logRetentionDays?: number;
  /** GiB of Loki's volume. Default: 10. */
  readonly logStorageGiB?: number;
  /** Traces; `false` for none. Default: `{}`. */
  readonly traces?: false | TraceArgs;
  /** Managed services of AWS beside the cluster's own. Default: none. */
  readonly managed?: ManagedServices;
  /** Whether a destroy may delete buckets that still hold logs and traces. Default: `false`. */
  readonly forceDestroy?: boolean;
  /** Mirrors of charts and images. Default: the original places. */
  readonly artifacts?: Artifacts;
  readonly tags?: Tags;
}
