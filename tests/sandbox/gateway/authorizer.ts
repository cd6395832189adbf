import * as grpc from "@grpc/grpc-js";
import { BinaryReader, BinaryWriter } from "google-protobuf";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { loopback } from "../../../sandbox/controlplane/ports";

/** What the rules decide, in the form that the Envoy plugin of OPA takes. */
export interface Decision {
  readonly allowed: boolean;
  readonly http_status?: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly request_headers_to_remove?: readonly string[];
  readonly dynamic_metadata?: Readonly<Record<string, string>>;
}

/** Gives the decision about a host and the headers that were sent to it. */
export type Decide = (host: string, headers: Readonly<Record<string, string>>) => Promise<Decision>;

interface Question {
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Stands where the Envoy plugin of OPA stands: answers the external authorization calls of Envoy with what `decide` says. The
 * plugin itself is in no registry that this repository builds from.
 */
export async function serveAuthorizer(
  decide: Decide,
): Promise<{ port: number; server: grpc.Server }> {
  const server = new grpc.Server();
  const check: grpc.MethodDefinition<Question, Decision> = {
    path: "/envoy.service.auth.v3.Authorization/Check",
    requestStream: false,
    responseStream: false,
    requestSerialize: () => Buffer.alloc(0),
    requestDeserialize: readQuestion,
    responseSerialize: writeAnswer,
    responseDeserialize: () => ({ allowed: false }),
  };
  const handler: grpc.handleUnaryCall<Question, Decision> = ({ request }, callback) => {
    decide(request.host, request.headers).then(
      (decision) => {
        callback(null, decision);
      },
      (error: unknown) => {
        callback({ code: grpc.status.INTERNAL, details: String(error) });
      },
    );
  };
  server.addService({ check }, { check: handler });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${loopback}:0`, grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return { port, server };
}

/** `envoy.service.auth.v3.CheckRequest`: attributes.request.http. */
function readQuestion(bytes: Buffer): Question {
  const http = inside(inside(inside(new Uint8Array(bytes), 1), 4), 2);
  const headers: Record<string, string> = {};
  let host = "";
  eachField(http, (field, reader) => {
    if (field === 5) host = reader.readString();
    else if (field === 3) {
      const pair = ["", ""];
      eachField(reader.readBytes(), (part, entry) => {
        pair[part - 1] = entry.readString();
      });
      headers[pair[0] ?? ""] = pair[1] ?? "";
    } else reader.skipField();
  });
  return { host, headers };
}

function inside(bytes: Uint8Array, wanted: number): Uint8Array {
  let found = new Uint8Array();
  eachField(bytes, (field, reader) => {
    if (field === wanted) found = new Uint8Array(reader.readBytes());
    else reader.skipField();
  });
  return found;
}

function eachField(bytes: Uint8Array, read: (field: number, reader: BinaryReader) => void): void {
  const reader = new BinaryReader(bytes);
  while (reader.nextField()) read(reader.getFieldNumber(), reader);
}

/** `envoy.service.auth.v3.CheckResponse`. */
function writeAnswer(decision: Decision): Buffer {
  const writer = new BinaryWriter();
  const code = decision.allowed ? grpc.status.OK : grpc.status.PERMISSION_DENIED;
  writer.writeMessage(1, code, (value: number, status: BinaryWriter) => {
    status.writeInt32(1, value);
  });
  if (decision.allowed) writer.writeMessage(3, decision, writeOk);
  else writer.writeMessage(2, decision, writeDenied);
  if (decision.dynamic_metadata !== undefined) {
    writer.writeBytes(4, Struct.fromJavaScript({ ...decision.dynamic_metadata }).serializeBinary());
  }
  return Buffer.from(writer.getResultBuffer());
}

function writeOk(decision: Decision, writer: BinaryWriter): void {
  for (const header of Object.entries(decision.headers ?? {})) {
    writer.writeMessage(2, header, (pair: [string, string], option: BinaryWriter) => {
      option.writeMessage(1, pair, ([key, value]: [string, string], entry: BinaryWriter) => {
        entry.writeString(1, key);
        entry.writeString(2, value);
      });
    });
  }
  for (const header of decision.request_headers_to_remove ?? []) writer.writeString(5, header);
}

function writeDenied(decision: Decision, writer: BinaryWriter): void {
  writer.writeMessage(1, decision.http_status ?? 403, (code: number, status: BinaryWriter) => {
    status.writeEnum(1, code);
  });
  if (decision.body !== undefined) writer.writeString(3, decision.body);
}
