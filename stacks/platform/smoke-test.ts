import type { InferenceGateway } from "@inference-platform/components";
import { TENANT_SERVICE_ACCOUNT } from "@inference-platform/components/tenancy/defaults";
import { versions } from "@inference-platform/components/versions";
import * as kubernetes from "@pulumi/kubernetes";
import * as kx from "@pulumi/kubernetesx";
import type * as pulumi from "@pulumi/pulumi";

/** What is asked, how often, and through what. */
export interface SmokeTest {
  /** Model of the tenant that has to answer. */
  readonly model: string;
  /** Cron expression, in UTC. */
  readonly schedule: string;
  readonly tenant: string;
  /** Claim of the tenant's model repository. */
  readonly claimName: string;
  /** Path of the model's `config.pbtxt` on the claim. */
  readonly configPath: string;
  readonly gateway: InferenceGateway;
}

const { smokeTest: image } = versions.images;

/** Seconds after which a run that hangs counts as failed. */
const deadlineSeconds = 120;

/**
 * A CronJob in the tenant's namespace that looks whether the model's configuration is in the repository, and then asks
 * the gateway, as a caller would, whether the model is ready. A failed run shows as a failed Job. Its names are plain, so
 * that policies can read the pod in the first preview; `opts.dependsOn` says what has to exist.
 */
export function createSmokeTest(
  name: string,
  test: SmokeTest,
  opts: pulumi.CustomResourceOptions,
): kubernetes.batch.v1.CronJob {
  const pod = new kx.PodBuilder({
    serviceAccountName: TENANT_SERVICE_ACCOUNT,
    automountServiceAccountToken: false,
    restartPolicy: "Never",
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 65534,
      seccompProfile: { type: "RuntimeDefault" },
    },
    containers: [
      {
        name: "ask",
        image: `${image.repository}:${image.tag}`,
        command: ["sh", "-ec", script],
        env: {
          CONFIG: `/models/${test.configPath}`,
          HOST: `${test.model}-${test.tenant}.${test.gateway.domain}`,
          URL: `http://${test.gateway.serviceHost}:${test.gateway.port}/v2/models/${test.model}/ready`,
        },
        resources: {
          requests: { cpu: "10m", memory: "16Mi" },
          limits: { memory: "32Mi" },
        },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        volumeMounts: [claimMount(test.claimName)],
      },
    ],
  });
  return new kubernetes.batch.v1.CronJob(
    name,
    {
      metadata: { name: `smoke-test-${test.model}`, namespace: test.tenant },
      spec: {
        schedule: test.schedule,
        concurrencyPolicy: "Forbid",
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 3,
        jobTemplate: {
          spec: pod.asJobSpec({ backoffLimit: 0, activeDeadlineSeconds: deadlineSeconds }),
        },
      },
    },
    opts,
  );
}

const script = 'test -s "$CONFIG"; wget -q -O - -T 10 --header "Host: $HOST" "$URL"';

function claimMount(claimName: string): kx.types.VolumeMount {
  return {
    volume: {
      name: "models",
      persistentVolumeClaim: { claimName, readOnly: true },
    },
    destPath: "/models",
  };
}
