import type { ModelServiceRequest } from "../request";
import type { VllmMultiNodeRuntime } from "../runtimes/vllm-multi-node";

/** A request whose model is spread over several nodes. */
export type MultiNodeRequest = ModelServiceRequest & { readonly runtime: VllmMultiNodeRuntime };

/** Whether the model of a request is spread over several nodes, and so is a LeaderWorkerSet and no InferenceService. */
export function isMultiNode(request: ModelServiceRequest): request is MultiNodeRequest {
  return request.runtime.name === "vllmMultiNode";
}
