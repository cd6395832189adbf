import type { types } from "@pulumi/kubernetes";

import { HTTP_PORT, MODEL_PATH } from "../runtimes/runtime";

type Container = types.input.core.v1.Container;

/** Port of the leader at which the pods of a group meet: the default of PyTorch's distributed package. */
const MEETING_PORT = 29500;

/** Seconds between two looks at the leader. */
const PATIENCE_SECONDS = 5;

/** Whether the leader listens, as bash asks: neither `nc` nor `curl` has to be in the image. */
const leaderListens = `(: < "/dev/tcp/$LWS_LEADER_ADDRESS/${MEETING_PORT}") 2>/dev/null`;

/**
 * How every pod of a group starts vLLM. LeaderWorkerSet sets the variables: address of the leader, pods of the group, and
 * place of the pod in it. The flags are those of vLLM's documentation on LeaderWorkerSet.
 */
const serve = [
  `exec vllm serve ${MODEL_PATH} --distributed-executor-backend=mp --nnodes="$LWS_GROUP_SIZE"`,
  `--node-rank="$LWS_WORKER_INDEX" --master-addr="$LWS_LEADER_ADDRESS" --master-port=${MEETING_PORT}`,
].join(" ");

/** The leader answers requests. */
export const leaderCommand = command(`${serve} --port=${HTTP_PORT} "$@"`);

/** A worker waits for the leader, whose node may come later: each restart of a container would start the group anew. */
export const workerCommand = command(
  `until ${leaderListens}; do sleep ${PATIENCE_SECONDS}; done\n${serve} --headless "$@"`,
);

/** A worker stays until the leader has answered what is in flight and has ended. */
export const workerPreStop: types.input.core.v1.LifecycleHandler = {
  exec: { command: ["bash", "-c", `while ${leaderListens}; do sleep ${PATIENCE_SECONDS}; done`] },
};

/** The arguments of the container follow the script. */
function command(script: string): Container["command"] {
  return ["bash", "-euc", script, "vllm"];
}
