import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";

import { sandboxPaths } from "../paths";
import { AwsPlugin } from "./aws/plugin";
import { AwsService } from "./aws/service";
import { chartParts } from "./chart-parts";
import { KubernetesPlugin } from "./kubernetes/plugin";
import { channelOptions, servePlugin } from "./server";

/** Ports of the three packages of a stack; components are built by the process that listens on `componentsPort`. */
export async function serveStack(
  stack: string,
  componentsPort: number,
): Promise<Record<"aws" | "eks" | "kubernetes", number>> {
  const paths = sandboxPaths(stack);
  const report = (message: string): void => {
    process.stderr.write(`${message}\n`);
  };
  const components = new ResourceProviderClient(
    `127.0.0.1:${componentsPort}`,
    grpc.credentials.createInsecure(),
    channelOptions,
  );
  const kubernetes = new KubernetesPlugin(paths, chartParts(paths), report);
  return {
    aws: await servePlugin(new AwsPlugin(new AwsService(paths))),
    eks: componentsPort,
    kubernetes: await servePlugin(kubernetes, components),
  };
}
