import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { Artifacts } from "../internal/artifacts";
import { customResource } from "../internal/custom-resource";
import {
  authorizerDeployment,
  authorizerLabels,
  authorizerNetworkPolicy,
  authorizerPolicy,
  type AuthorizerFiles,
} from "./authorizer-plan";
import { apiKeyAuthorizer } from "./defaults";

/** What the authorizer is made of. */
export interface ApiKeyAuthorizerRequest {
  readonly namespace: pulumi.Input<string>;
  readonly files: AuthorizerFiles;
  readonly systemPool: string;
  readonly artifacts: Artifacts | undefined;
}

/** Registers the service that the gateway asks about API keys. */
export function createApiKeyAuthorizer(
  resourceName: string,
  { namespace, files, systemPool, artifacts }: ApiKeyAuthorizerRequest,
  opts: pulumi.CustomResourceOptions,
): kubernetes.apps.v1.Deployment {
  const { name, port } = apiKeyAuthorizer;
  const metadata = { name, namespace, labels: authorizerLabels };
  const policy = new kubernetes.core.v1.ConfigMap(
    `${resourceName}-policy`,
    { metadata: { ...metadata, name: `${name}-policy` }, data: { ...files.policy } },
    opts,
  );
  const keys = new kubernetes.core.v1.Secret(
    `${resourceName}-keys`,
    {
      metadata: { ...metadata, name: `${name}-keys` },
      stringData: pulumi.secret({ ...files.keys }),
    },
    opts,
  );
  customResource(
    `${resourceName}-callers`,
    {
      apiVersion: "security.istio.io/v1",
      kind: "AuthorizationPolicy",
      metadata,
      spec: authorizerPolicy(),
    },
    opts,
  );
  new kubernetes.networking.v1.NetworkPolicy(
    `${resourceName}-network`,
    { metadata, spec: authorizerNetworkPolicy() },
    opts,
  );
  new kubernetes.policy.v1.PodDisruptionBudget(
    `${resourceName}-budget`,
    { metadata, spec: { maxUnavailable: 1, selector: { matchLabels: authorizerLabels } } },
    opts,
  );
  new kubernetes.core.v1.Service(
    `${resourceName}-service`,
    {
      metadata,
      spec: {
        selector: authorizerLabels,
        ports: [{ name: "grpc", port, targetPort: port, appProtocol: "grpc" }],
      },
    },
    opts,
  );
  return new kubernetes.apps.v1.Deployment(
    `${resourceName}-deployment`,
    {
      metadata,
      spec: authorizerDeployment({
        files,
        policyConfigMap: `${name}-policy`,
        keysSecret: `${name}-keys`,
        systemPool,
        artifacts,
      }),
    },
    pulumi.mergeOptions(opts, { dependsOn: [policy, keys] }),
  );
}
