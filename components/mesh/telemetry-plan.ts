import { otlpPorts } from "../internal/otlp";
import type { Problem } from "../internal/problems";

/** Which requests proxies trace, and where their spans go. */
export interface MeshTracing {
  /** Host of a collector that takes spans by OTLP in gRPC on port 4317. */
  readonly collectorHost: string;
  /** Share of the requests that are traced from the gateway on, in percent. A caller that sends a trace decides itself. */
  readonly samplingPercent: number;
}

/** Name under which the mesh configuration knows the collector of spans. */
const TRACE_PROVIDER = "traces";

/** Spans carry the names of workloads, as OpenTelemetry has them in Kubernetes, and not labels of pods. */
export function traceProvider({ collectorHost }: MeshTracing): object {
  return {
    name: TRACE_PROVIDER,
    opentelemetry: {
      service: collectorHost,
      port: otlpPorts.grpc,
      serviceAttributeEnrichment: "OTEL_SEMANTIC_CONVENTIONS",
    },
  };
}

/** Labels of Istio's metrics that say twice what a workload is. In one cluster the cluster is always the same. */
const redundantTags = ["app", "version", "canonical_revision", "cluster"].flatMap((tag) => [
  `source_${tag}`,
  `destination_${tag}`,
]);

/** Spec of a Telemetry (`telemetry.istio.io/v1`), as far as this platform sets it. */
export interface TelemetrySpec {
  readonly metrics: readonly {
    readonly providers: readonly { readonly name: string }[];
    readonly overrides: readonly {
      readonly match: { readonly metric: "ALL_METRICS"; readonly mode: "CLIENT_AND_SERVER" };
      readonly tagOverrides: Readonly<Record<string, { readonly operation: "REMOVE" }>>;
    }[];
  }[];
  readonly tracing?: readonly {
    readonly providers: readonly { readonly name: string }[];
    readonly randomSamplingPercentage: number;
  }[];
}

/**
 * What every proxy reports. Labels are left out where they are counted: Prometheus would see two series of one name if it
 * dropped them itself.
 */
export function telemetrySpec(tracing: MeshTracing | undefined): TelemetrySpec {
  return {
    metrics: [
      {
        providers: [{ name: "prometheus" }],
        overrides: [
          {
            match: { metric: "ALL_METRICS", mode: "CLIENT_AND_SERVER" },
            tagOverrides: Object.fromEntries(
              redundantTags.map((tag) => [tag, { operation: "REMOVE" as const }]),
            ),
          },
        ],
      },
    ],
    ...(tracing && {
      tracing: [
        {
          providers: [{ name: TRACE_PROVIDER }],
          randomSamplingPercentage: tracing.samplingPercent,
        },
      ],
    }),
  };
}

/** Problems of what is traced, with paths below `tracing`. */
export function tracingProblems({
  samplingPercent,
}: Pick<MeshTracing, "samplingPercent">): Problem[] {
  if (samplingPercent >= 0 && samplingPercent <= 100) return [];
  return [
    {
      path: "samplingPercent",
      reason: `${samplingPercent} is not a share of requests. Write a number from 0 to 100, for instance 1.`,
    },
  ];
}
