import type { ChartValues } from "../internal/release";
import { datasources } from "./dashboards/datasources";
import { LOKI_HOST, TEMPO_ADDRESS } from "./defaults";

/** From an exemplar of a metric to its trace. */
export const traceLinkOfExemplars = {
  datasourceUid: datasources.tempo.uid,
  traceIdLabelName: "trace_id",
};

/** How the identity of a trace is written in JSON logs: 32 hexadecimal digits, by OpenTelemetry or the mesh. */
const TRACE_ID_PATTERN = String.raw`"(?:trace_id|traceId|traceID)"\s*:\s*"([0-9a-f]{32})"`;

/** Loki and, where there are traces, Tempo, with links between them. A `$` that Grafana shall see is written twice. */
export function dataSources(traces: boolean): ChartValues[] {
  return traces ? [loki(traces), tempo] : [loki(traces)];
}

function loki(traces: boolean): ChartValues {
  return {
    name: "Loki",
    type: "loki",
    uid: datasources.loki.uid,
    access: "proxy",
    url: `http://${LOKI_HOST}`,
    isDefault: false,
    editable: false,
    ...(traces && {
      jsonData: {
        derivedFields: [
          {
            name: "trace_id",
            matcherRegex: TRACE_ID_PATTERN,
            url: "$${__value.raw}",
            datasourceUid: datasources.tempo.uid,
            urlDisplayLabel: "Trace",
          },
        ],
      },
    }),
  };
}

const tempo: ChartValues = {
  name: "Tempo",
  type: "tempo",
  uid: datasources.tempo.uid,
  access: "proxy",
  url: TEMPO_ADDRESS,
  isDefault: false,
  editable: false,
  jsonData: {
    nodeGraph: { enabled: true },
    tracesToLogsV2: {
      datasourceUid: datasources.loki.uid,
      spanStartTimeShift: "-5m",
      spanEndTimeShift: "5m",
      customQuery: true,
      query: '{job="fluent-bit"} |= "$${__trace.traceId}"',
    },
  },
};
