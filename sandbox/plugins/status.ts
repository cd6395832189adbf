import * as grpc from "@grpc/grpc-js";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";

import { toStruct } from "./messages";
import { NotReadyError } from "./plugin";

/** The status that tells the engine of `error`: details say that a resource exists but is not ready. */
export function statusOf(error: unknown): Partial<grpc.StatusObject> {
  if (isStatus(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  const metadata = new grpc.Metadata();
  if (error instanceof NotReadyError) {
    const failed = new messages.ErrorResourceInitFailed()
      .setId(error.id)
      .setProperties(toStruct(error.outputs))
      .setReasonsList([...error.reasons]);
    const detail = new Any();
    detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const status = new Status().setCode(grpc.status.UNKNOWN).setMessage(message);
    status.addDetails(detail);
    metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  }
  return { code: grpc.status.UNKNOWN, details: message, metadata };
}

/** An answer of the process that builds components is passed on as it is. */
function isStatus(error: unknown): error is grpc.StatusObject {
  return error instanceof Error && "details" in error && "metadata" in error && "code" in error;
}
