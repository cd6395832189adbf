import type { MeshTracing } from "../mesh/telemetry-plan";
import { observabilityDefaults, TRACE_COLLECTOR_HOST } from "../observability/defaults";
import type { TraceArgs } from "../observability/traces";

/** What the mesh traces. `undefined` where nothing is traced. */
export function meshTracing(traces: TraceArgs | false = {}): MeshTracing | undefined {
  if (traces === false) return undefined;
  return {
    collectorHost: TRACE_COLLECTOR_HOST,
    samplingPercent: traces.samplingPercent ?? observabilityDefaults.samplingPercent,
  };
}
