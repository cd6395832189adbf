import type { types } from "@pulumi/kubernetes";

import { below, type Problem } from "../internal/problems";
import { secretKeyProblems, secretVariable, type SecretKey } from "./secret-key";

/** Environment variables of a container: values that anybody may read, and references to Secrets. */
export interface Environment {
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, SecretKey>>;
}

/** The variables of a container, in the order in which they were written. */
export function environmentVariables({
  environment = {},
  secrets = {},
}: Environment): types.input.core.v1.EnvVar[] {
  return [
    ...Object.entries(environment).map(([name, value]) => ({ name, value })),
    ...Object.entries(secrets).map(([name, secret]) => secretVariable(name, secret)),
  ];
}

/** Variables that KServe or the platform sets, or that KServe's webhook refuses. */
const reserved: readonly string[] = [
  "PYTHONPATH",
  "STORAGE_URI",
  "INFERENCE_SERVICE_NAME",
  "MODEL_NAME",
  "MODEL_DIR",
  "TENSOR_PARALLEL_SIZE",
  "PIPELINE_PARALLEL_SIZE",
  "RAY_NODE_COUNT",
  "REQUEST_GPU_COUNT",
];

/** Names of variables whose value is a secret. */
const secretName =
  /(^|_)(TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?|API_?KEY|ACCESS_KEY|PRIVATE_KEY)(_|$)/i;

/** Problems of the variables of a container. No value is repeated in them. */
export function environmentProblems({ environment = {}, secrets = {} }: Environment): Problem[] {
  return [
    ...Object.keys(environment).flatMap((name) => [
      ...below(`environment.${name}`, variableProblems(name)),
      ...(secretName.test(name)
        ? [
            {
              path: `environment.${name}`,
              reason: `looks like a secret, and environment is in clear in the cluster and in the state. Put the value into a Secret and write secrets.${name}: { secret, key }.`,
            },
          ]
        : []),
      ...(name in secrets
        ? [
            {
              path: `secrets.${name}`,
              reason: `is in environment too. Remove one of them.`,
            },
          ]
        : []),
    ]),
    ...Object.entries(secrets).flatMap(([name, secret]) => [
      ...below(`secrets.${name}`, variableProblems(name)),
      ...secretKeyProblems(`secrets.${name}`, secret),
    ]),
  ];
}

function variableProblems(name: string): Problem[] {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    return [
      {
        path: "",
        reason: `is not the name of an environment variable. Use letters, digits and "_", and start with a letter.`,
      },
    ];
  }
  if (!reserved.includes(name)) return [];
  return [
    {
      path: "",
      reason: "is set by KServe or refused by its webhook. Remove it.",
    },
  ];
}
