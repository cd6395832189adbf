import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";

import { check, configure, create, diff, read, remove, toStruct, unwrap, update } from "./messages";
import type { ResourcePlugin } from "./plugin";
import { statusOf } from "./status";

/** The limit of the Pulumi SDK; a CRD or a set of dashboards exceeds gRPC's default of 4 MiB. */
const maxMessageBytes = 400 * 1024 * 1024;

/** Channel options of every server and client here. */
export const channelOptions: grpc.ChannelOptions = {
  "grpc.max_receive_message_length": maxMessageBytes,
  "grpc.max_send_message_length": maxMessageBytes,
};

/** Listens on a free port of 127.0.0.1 and answers the engine with `plugin`. Resolves to the port. */
export async function servePlugin(
  plugin: ResourcePlugin,
  components?: rpc.ResourceProviderClient,
): Promise<number> {
  const server = new grpc.Server(channelOptions);
  server.addService(rpc.ResourceProviderService, {
    ...pluginHandlers(plugin),
    ...(components === undefined ? {} : componentHandlers(components)),
  });
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
      if (error === null) resolve(port);
      else reject(error);
    });
  });
}

function pluginHandlers(plugin: ResourcePlugin): grpc.UntypedServiceImplementation {
  return {
    attach: unary(() => Promise.resolve(new Empty())),
    cancel: unary(() => Promise.resolve(new Empty())),
    getPluginInfo: unary(() => Promise.resolve(new PluginInfo().setVersion(plugin.version))),
    getSchema: unary(() => Promise.resolve(new messages.GetSchemaResponse().setSchema("{}"))),
    configure: unary((request: messages.ConfigureRequest) => configure(plugin, request)),
    check: unary((request: messages.CheckRequest) => check(plugin, request)),
    diff: unary((request: messages.DiffRequest) => diff(plugin, request)),
    create: unary((request: messages.CreateRequest) => create(plugin, request)),
    read: unary((request: messages.ReadRequest) => read(plugin, request)),
    update: unary((request: messages.UpdateRequest) => update(plugin, request)),
    delete: unary((request: messages.DeleteRequest) => remove(plugin, request)),
    invoke: unary(async (request: messages.InvokeRequest) => {
      const args = unwrap(request.getArgs()).properties;
      return new messages.InvokeResponse().setReturn(
        toStruct(await plugin.invoke(request.getTok(), args)),
      );
    }),
  };
}

/** Components are built with the Pulumi SDK, whose settings are global: another process does it. */
function componentHandlers(
  components: rpc.ResourceProviderClient,
): grpc.UntypedServiceImplementation {
  return {
    attach: unary(
      (request: Parameters<rpc.ResourceProviderClient["attach"]>[0]) =>
        new Promise((resolve, reject) => {
          components.attach(request, (error, answer) => {
            if (error === null) resolve(answer);
            else reject(error);
          });
        }),
    ),
    construct: unary(
      (request: messages.ConstructRequest) =>
        new Promise((resolve, reject) => {
          components.construct(request, (error, answer) => {
            if (error === null) resolve(answer);
            else reject(error);
          });
        }),
    ),
  };
}

function unary<Request, Answer>(
  handle: (request: Request) => Promise<Answer>,
): grpc.handleUnaryCall<Request, Answer> {
  return (call, callback) => {
    handle(call.request).then(
      (answer) => {
        callback(null, answer);
      },
      (error: unknown) => {
        callback(statusOf(error));
      },
    );
  };
}
