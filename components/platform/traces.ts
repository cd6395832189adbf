import { below, type Problem } from "../internal/problems";
import { tracingProblems, type MeshTracing } from "../mesh/telemetry-plan";
import { TRACE_COLLECTOR_HOST } from "../observability/defaults";

/** Which requests of a platform are traced. */
export interface TraceSampling {
  /** Share of the requests that are traced from the gateway on, in percent. Default: 1. */
  readonly samplingPercent?: number;
}

/** One of a hundred shows where time goes, and costs little beside an inference. */
const defaultSamplingPercent = 1;

/** What the mesh traces. `undefined` where nothing is traced. */
export function meshTracing(traces: TraceSampling | false = {}): MeshTracing | undefined {
  if (traces === false) return undefined;
  return {
    collectorHost: TRACE_COLLECTOR_HOST,
    samplingPercent: traces.samplingPercent ?? defaultSamplingPercent,
  };
}

/** Problems of what is traced, with paths below `observability`. */
export function traceProblems(traces: TraceSampling | false | undefined): Problem[] {
  const tracing = meshTracing(traces);
  return tracing === undefined ? [] : below("traces", tracingProblems(tracing));
}
