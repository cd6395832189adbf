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

/**
 * TensorFlow Serving on the CPU: SavedModels below numbered folders. Triton no longer lists a TensorFlow backend. It shows
 * metrics only with a configuration file, which its image lacks, so those of the mesh are all there are.
 */
export interface TensorFlowRuntime {
  readonly name: "tensorflow";
}

export const tensorflow: RuntimeDefinition<TensorFlowRuntime> = {
  servingRuntimes: (image) => [
    {
      name: "platform-tensorflow",
      spec: {
        supportedModelFormats: [{ name: "tensorflow" }],
        protocolVersions: ["v1", "grpc-v1"],
        containers: [
          {
            name: "kserve-container",
            image: image(versions.images.tensorflowServing),
            command: ["/usr/bin/tensorflow_model_server"],
            args: [
              `--port=${GRPC_PORT}`,
              `--rest_api_port=${HTTP_PORT}`,
              `--model_base_path=${MODEL_PATH}`,
            ],
            ports: ports(["http", "grpc"]),
            resources: runtimeResources,
            securityContext: containerSecurity,
          },
        ],
      },
    },
  ],
  plan: (_, { service, requestTimeoutSeconds }) => {
    // Answers once a version of the model is loaded.
    const status = httpGet(`/v1/models/${service}`);
    return {
      runtime: "platform-tensorflow",
      modelFormat: "tensorflow",
      protocol: "v1",
      args: [`--model_name=${service}`, `--rest_api_timeout_in_ms=${requestTimeoutSeconds * 1000}`],
      env: [],
      startup: status,
      readiness: status,
      liveness: { tcpSocket: { port: HTTP_PORT } },
      sharedMemory: false,
      writesCache: false,
      leastStartupSeconds: 0,
      exitSeconds: 0,
    };
  },
  problems: () => [],
};
