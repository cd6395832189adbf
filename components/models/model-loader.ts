import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { BucketAccess } from "../identity/plan";
import { WorkloadRole } from "../identity/workload-role";
import { PlatformComponent } from "../internal/platform-component";
import type { Tags } from "../internal/tags";
import {
  deadlineSeconds,
  loaderLabels,
  loaderNetworkPolicy,
  planJob,
  SCRIPT_FILE,
} from "./loader-plan";
import { loaderScript } from "./loader-script";
import { sourceLocation, type LoaderArgs, type LoadRequest } from "./model-version";

/** Arguments of `ModelLoader`. */
export interface ModelLoaderArgs extends LoaderArgs {
  readonly repository: string;
  readonly namespace: string;
  readonly claimName: pulumi.Input<string>;
  readonly requests: readonly LoadRequest[];
  readonly tags?: Tags;
}

/**
 * Brings versions of models from S3 onto a volume: one Job a version, with a ServiceAccount and a role that may read the
 * sources and nothing else. An update waits until every version is there.
 */
export class ModelLoader extends PlatformComponent {
  readonly #name: string;
  readonly #args: ModelLoaderArgs;

  constructor(name: string, args: ModelLoaderArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ModelLoader", name, args, opts);
    this.#name = name;
    this.#args = args;
    const objectName = `${args.repository}-loader`;
    const metadata = { name: objectName, namespace: args.namespace, labels: loaderLabels };

    const serviceAccount = new kubernetes.core.v1.ServiceAccount(
      `${name}-service-account`,
      { metadata, automountServiceAccountToken: false },
      { parent: this },
    );
    const script = new kubernetes.core.v1.ConfigMap(
      `${name}-script`,
      { metadata, data: { [SCRIPT_FILE]: loaderScript } },
      { parent: this },
    );
    const policy = new kubernetes.networking.v1.NetworkPolicy(
      `${name}-network-policy`,
      { metadata, spec: loaderNetworkPolicy() },
      { parent: this },
    );
    const role = new WorkloadRole(
      `${name}-role`,
      {
        cluster: args.cluster,
        namespace: args.namespace,
        serviceAccount: objectName,
        buckets: sourceAccesses(args),
        tags: args.tags,
      },
      { parent: this },
    );
    for (const request of args.requests) {
      this.#createJob(request, serviceAccount, script, [policy, ...role.ready]);
    }
    this.registerOutputs({});
  }

  #createJob(
    request: LoadRequest,
    serviceAccount: kubernetes.core.v1.ServiceAccount,
    script: kubernetes.core.v1.ConfigMap,
    dependsOn: pulumi.Resource[],
  ): void {
    const { namespace, claimName, region, artifacts } = this.#args;
    new kubernetes.batch.v1.Job(
      `${this.#name}-${request.model}-${request.version}`,
      planJob(request, {
        namespace,
        claimName,
        serviceAccountName: serviceAccount.metadata.name,
        scriptConfigMap: script.metadata.name,
        region,
        artifacts,
      }),
      {
        parent: this,
        dependsOn,
        // A Job for the same version must be gone, with its pods, before the next one writes.
        deleteBeforeReplace: true,
        customTimeouts: { create: `${deadlineSeconds(request)}s` },
      },
    );
  }
}

/** Read access to each source, once. S3 buckets have ARNs without account and region. */
function sourceAccesses({ requests, kmsKeyArn }: ModelLoaderArgs): BucketAccess[] {
  return [...new Set(requests.map(({ source }) => source))].map((source) => {
    const { bucket, prefix } = sourceLocation(source);
    return { bucketArn: `arn:aws:s3:::${bucket}`, prefix, access: "read", kmsKeyArn };
  });
}
