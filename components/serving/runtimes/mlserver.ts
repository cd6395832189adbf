import { versions } from "../../versions";
import {
  containerSecurity,
  GRPC_PORT,
  HTTP_PORT,
  httpGet,
  MODEL_PATH,
  ports,
  runtimeResources,
  type RuntimeDefinition,
} from "./runtime";

/** Seldon's MLServer (Apache 2.0) on the CPU: models of scikit-learn, XGBoost and LightGBM, and what MLflow has logged. */
export interface MlServerRuntime {
  readonly name: "sklearn" | "xgboost" | "lightgbm" | "mlflow";
}

/** Classes of MLServer that load a format, as KServe names them. */
const implementations: Readonly<Record<MlServerRuntime["name"], string>> = {
  sklearn: "mlserver_sklearn.SKLearnModel",
  xgboost: "mlserver_xgboost.XGBoostModel",
  lightgbm: "mlserver_lightgbm.LightGBMModel",
  mlflow: "mlserver_mlflow.MLflowRuntime",
};

/** Port of MLServer's metrics: its default. */
const METRICS_PORT = 8082;

export const mlserver: RuntimeDefinition<MlServerRuntime> = {
  servingRuntimes: (image) => [
    {
      name: "platform-mlserver",
      spec: {
        supportedModelFormats: Object.keys(implementations).map((name) => ({ name })),
        protocolVersions: ["v2", "grpc-v2"],
        containers: [
          {
            name: "kserve-container",
            image: image(versions.images.mlServer),
            ports: ports(["http", "grpc"]),
            env: [
              { name: "MLSERVER_HTTP_PORT", value: String(HTTP_PORT) },
              { name: "MLSERVER_GRPC_PORT", value: String(GRPC_PORT) },
              { name: "MLSERVER_METRICS_PORT", value: String(METRICS_PORT) },
              { name: "MLSERVER_MODEL_URI", value: MODEL_PATH },
            ],
            resources: runtimeResources,
            securityContext: containerSecurity,
          },
        ],
      },
    },
  ],
  plan: ({ name }, { service }) => ({
    runtime: "platform-mlserver",
    modelFormat: name,
    protocol: "v2",
    args: [],
    env: [
      { name: "MLSERVER_MODEL_NAME", value: service },
      { name: "MLSERVER_MODEL_IMPLEMENTATION", value: implementations[name] },
    ],
    startup: httpGet("/v2/health/ready"),
    readiness: httpGet("/v2/health/ready"),
    liveness: httpGet("/v2/health/live"),
    sharedMemory: false,
    writesCache: false,
    leastStartupSeconds: 0,
    exitSeconds: 0,
    metrics: { port: METRICS_PORT, path: "/metrics" },
  }),
  problems: () => [],
};
