import type { Episode } from "../../sandbox/prometheus/history";
import {
  failing,
  saturated,
  type SimulatedCluster,
} from "../../sandbox/metrics/simulation/cluster";
import { exampleCluster } from "../../sandbox/metrics/simulation/example-cluster";
import { targetsOf } from "../../sandbox/metrics/simulation/targets";

/** The platform as Prometheus saw it at different times, so far apart that no window of a query reaches from one to the next. */
export const episodeNames = [
  "healthy",
  "failing",
  "saturated",
  "unused",
  "blind",
  "unwatched",
] as const;
export type EpisodeName = (typeof episodeNames)[number];

/** Seconds after the start of an episode from which its rates are those of a running platform. */
const WARM_SECONDS = 600;

const DAY_SECONDS = 86_400;

/** What happened, up to half a minute ago; the healthy platform is the one that is scraped afterwards too. */
export function episodes(now: number): Readonly<Record<EpisodeName, Episode>> {
  const daysAgo = (days: number): number => now - days * DAY_SECONDS;
  return {
    healthy: episode(exampleCluster(now - 3600), 3600 - 30),
    failing: episode(exampleCluster(daysAgo(40), failing), 3600),
    saturated: episode(exampleCluster(daysAgo(80), saturated), 1800),
    // Nobody asks any model.
    unused: episode(withoutRequests(exampleCluster(daysAgo(120))), 1800),
    // Only Kubernetes is seen, and not what runs on it.
    blind: episode(exampleCluster(daysAgo(160)), 1800, [
      ...["triton", "vllm", "istio-proxy", "dcgm", "istiod"],
      ...["keda", "karpenter", "kserve-controller", "flagger"],
    ]),
    unwatched: episode(exampleCluster(daysAgo(200)), 1200, ["kube-state-metrics"]),
  };
}

function episode(
  cluster: SimulatedCluster,
  seconds: number,
  without: readonly string[] = [],
): Episode {
  return {
    targets: targetsOf(cluster, without),
    from: cluster.start + 60,
    to: cluster.start + seconds,
    stepSeconds: 60,
  };
}

function withoutRequests(cluster: SimulatedCluster): SimulatedCluster {
  return {
    ...cluster,
    models: cluster.models.map((model) => ({
      ...model,
      requests: { ...model.requests, mean: 0 },
    })),
  };
}

/** The part of an episode in which nothing is only because it has just begun. */
export function warm({ from, to }: Episode): { readonly from: number; readonly to: number } {
  return { from: from + WARM_SECONDS, to };
}
