import {
  InferencePlatform,
  ModelRepository,
  ModelService,
  type ModelServiceArgs,
} from "@inference-platform/components";
import type { PlatformContract } from "@inference-platform/components/platform/contract";
import { needsCredential } from "@inference-platform/components/mesh/access-args";
import { tenantPrefix } from "@inference-platform/components/platform/plan";
import type { PlatformTenant } from "@inference-platform/components/platform/platform-args";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { PlatformConfig } from "./config";
import { createSmokeTest } from "./smoke-test";
import { defaultRuntime, type ModelConfig, type TenantConfig } from "./tenant-config";

/** Name of the claim on which a tenant's models lie. */
const repositoryName = "models";

/** What the stack gives to other stacks and to people. */
export interface PlatformStackOutputs {
  /** The contract that app teams read. */
  readonly platform: pulumi.Output<PlatformContract>;
  /** Where each model answers, by `<tenant>/<model>`. */
  readonly models: Readonly<Record<string, string>>;
}

/** Registers the platform of one environment, and the models that its configuration names. */
export function createPlatformStack(config: PlatformConfig): PlatformStackOutputs {
  const name = `inference-${config.environment}`;
  const tags = tagsOf(config);
  // The tags of the provider reach what components of others make; those of the arguments reach instances and volumes.
  const provider = new aws.Provider(`${name}-aws`, {
    region: config.region,
    defaultTags: { tags },
  });
  const platform = new InferencePlatform(
    name,
    { ...config, tenants: platformTenants(config.tenants), tags },
    { providers: [provider] },
  );
  const models: Record<string, string> = {};
  for (const [tenant, tenantConfig] of Object.entries(config.tenants)) {
    createTenantModels(name, platform, provider, tenant, tenantConfig);
    for (const model of Object.keys(tenantConfig.models)) {
      const { scheme, domain } = platform.gateway;
      models[`${tenant}/${model}`] = `${scheme}://${model}-${tenant}.${domain}`;
    }
  }
  return { platform: platform.contract, models };
}

/** The smoke test has no credential: where one is needed, the readiness of the one model that it asks for is open. */
function platformTenants(
  tenants: PlatformConfig["tenants"],
): Readonly<Record<string, PlatformTenant>> {
  return Object.fromEntries(
    Object.entries(tenants).map(([tenant, config]) => {
      const { access, smokeTest } = config;
      if (access === undefined || smokeTest === undefined || !needsCredential(access)) {
        return [tenant, config];
      }
      return [tenant, { ...config, access: { ...access, openReadiness: [smokeTest.model] } }];
    }),
  );
}

function tagsOf(config: PlatformConfig): Record<string, string> {
  return {
    project: "inference-platform",
    environment: config.environment,
    owner: config.owner,
    "cost-center": config.costCenter,
    "managed-by": "pulumi",
  };
}

function createTenantModels(
  name: string,
  platform: InferencePlatform,
  awsProvider: aws.Provider,
  tenant: string,
  config: TenantConfig,
): void {
  const owner = platform.tenants[tenant];
  if (owner === undefined) return;
  const inCluster = {
    providers: [awsProvider, platform.provider],
    dependsOn: [owner, ...platform.servingReady],
  };
  const repository = new ModelRepository(
    `${name}-${tenant}-repository`,
    {
      repository: repositoryName,
      namespace: tenant,
      volume: {
        type: "s3",
        bucketName: platform.modelStore.bucketName,
        region: platform.modelStore.region,
        prefix: tenantPrefix(tenant),
      },
      models: repositoryModels(config.models),
    },
    inCluster,
  );
  const target = platform.servingTarget(tenant);
  const services = Object.entries(config.models).map(
    ([model, { triton, source, runtime = defaultRuntime, ...service }]) => {
      const args = {
        ...service,
        target,
        service: model,
        runtime,
        source: triton === undefined ? source : repository.storageUri(model),
      };
      // The rules of the configuration have judged the combination of runtime, GPUs and scaling.
      // A claim outlives the pods that mount it: its deletion waits for them.
      const opts = { ...inCluster, dependsOn: [...inCluster.dependsOn, repository] };
      return new ModelService(`${name}-${tenant}-${model}`, args as ModelServiceArgs, opts);
    },
  );
  if (config.smokeTest !== undefined) {
    createSmokeTest(
      `${name}-${tenant}-smoke-test`,
      {
        ...config.smokeTest,
        tenant,
        claimName: repositoryName,
        configPath: `${repository.modelPath(config.smokeTest.model)}config.pbtxt`,
        gateway: platform.gateway,
      },
      { provider: platform.provider, dependsOn: [repository, ...services] },
    );
  }
}

function repositoryModels(
  models: Readonly<Record<string, ModelConfig>>,
): Record<string, NonNullable<ModelConfig["triton"]>> {
  return Object.fromEntries(
    Object.entries(models).flatMap(([model, { triton }]) => (triton ? [[model, triton]] : [])),
  );
}
