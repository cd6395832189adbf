import { protobufText } from "./protobuf-text";
import { tritonMessage } from "./triton-message";
import type { TritonModelConfig } from "./triton-model";

export type { TritonModelConfig } from "./triton-model";

/** The text of `config.pbtxt` for one model: the protobuf text form of Triton's ModelConfig. */
export function renderTritonConfig(name: string, config: TritonModelConfig): string {
  return protobufText(tritonMessage(name, config));
}
