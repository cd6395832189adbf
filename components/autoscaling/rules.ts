import { nameProblems } from "../internal/names";
import { below, type Problem } from "../internal/problems";
import { behaviorProblems } from "./behavior-rules";
import { QUERY_WINDOW_SECONDS, SMALLEST_THRESHOLD } from "./defaults";
import { ownerName, shortestCooldown } from "./plan";
import { scheduleProblems } from "./schedule-rules";
import type { AutoscalingRequest, HpaScaling, KedaScaling, Scaling } from "./scaling";
import { duplicateNameProblems, triggerProblems } from "./trigger-rules";
import { existsAtZero } from "./triggers";

/** Every problem of a request for autoscaling. */
export function autoscalingProblems(request: AutoscalingRequest): Problem[] {
  const { namespace, scaling, startupSeconds } = request;
  return [
    ...nameProblems("namespace", namespace),
    ...serviceProblems(request),
    ...startupProblems(startupSeconds),
    ...addressProblems(request.prometheusAddress),
    ...below("scaling", [
      ...replicaProblems(scaling),
      ...(scaling.engine === "keda" ? kedaProblems(request, scaling) : hpaProblems(scaling)),
      ...behaviorProblems(scaling.behavior ?? {}),
    ]),
  ];
}

/** KEDA puts `keda-hpa-` before the name for the HorizontalPodAutoscaler that it makes. */
function serviceProblems(request: AutoscalingRequest): Problem[] {
  const { service, scaling } = request;
  const problems = nameProblems("service", service);
  if (problems.length > 0) return problems;
  const autoscaler = `${scaling.engine === "keda" ? "keda-hpa-" : ""}${ownerName(request)}`;
  if (autoscaler.length <= 63) return [];
  return [
    {
      path: "service",
      reason: `"${autoscaler}", the autoscaler of "${service}", has ${autoscaler.length} characters; at most 63 are allowed. Shorten the service by ${autoscaler.length - 63}.`,
    },
  ];
}

function startupProblems(seconds: number): Problem[] {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 3600) return [];
  return [
    {
      path: "startupSeconds",
      reason: `${seconds} is not a time. Write whole seconds from 1 to 3600.`,
    },
  ];
}

/** The address is not repeated: someone may have put a password into it. */
function addressProblems(address: string): Problem[] {
  if (/^https?:\/\/[^\s/@?#]+(\/[^\s/?#]+)*$/.test(address)) return [];
  return [
    {
      path: "prometheusAddress",
      reason:
        "is not the URL of a Prometheus. Write scheme, host and port without a slash at the end and without credentials, for instance http://prometheus.monitoring.svc:9090.",
    },
  ];
}

/** Problems of the fewest and most replicas. */
export function replicaProblems({ min, max, engine }: Scaling): Problem[] {
  const problems: Problem[] = [];
  if (!Number.isInteger(min) || min < 0) {
    problems.push({
      path: "min",
      reason: `${min} is not a number of replicas. Write a whole number, 1 or more.`,
    });
  } else if (min === 0 && engine !== "keda") {
    problems.push({
      path: "min",
      reason: `0 is not possible with a HorizontalPodAutoscaler: it keeps at least 1 replica, and KServe would silently run 1. Write 1 or more; only scaling with engine: "keda" goes to 0.`,
    });
  }
  if (!Number.isInteger(max) || max < 1) {
    problems.push({
      path: "max",
      reason: `${max} is no limit: KServe reads 0 as unbounded. Write a whole number, 1 or more.`,
    });
  } else if (min > max) {
    problems.push({
      path: "min",
      reason: `${min} is more than max ${max}. Lower min or raise max.`,
    });
  }
  return problems;
}

function hpaProblems({ cpuPercent, memoryPercent, podMetrics = [] }: HpaScaling): Problem[] {
  const percents = Object.entries({ cpuPercent, memoryPercent }).flatMap(([path, percent]) =>
    percent === undefined || (Number.isInteger(percent) && percent >= 1 && percent <= 100)
      ? []
      : [{ path, reason: `${percent} is not a whole percentage. Write a number from 1 to 100.` }],
  );
  const names = podMetrics.map(({ metric }) => metric);
  const metrics = podMetrics.flatMap(({ metric, averageValue }, index) => {
    const problems: Problem[] = [];
    if (!/^[a-zA-Z_:][\w:]*$/.test(metric)) {
      problems.push({ path: "metric", reason: `"${metric}" is not the name of a metric.` });
    } else if (names.indexOf(metric) !== index) {
      problems.push({ path: "metric", reason: `"${metric}" is listed twice. Remove one.` });
    }
    if (!Number.isFinite(averageValue) || averageValue < SMALLEST_THRESHOLD) {
      problems.push({
        path: "averageValue",
        reason: `${averageValue} is no target. Write a number from ${SMALLEST_THRESHOLD}.`,
      });
    }
    return below(`podMetrics[${index}]`, problems);
  });
  return [...percents, ...metrics];
}

function kedaProblems(request: AutoscalingRequest, scaling: KedaScaling): Problem[] {
  const { triggers, schedules = [], min } = scaling;
  return [
    ...triggerProblems(triggers, { ...request, min }),
    ...schedules.flatMap((schedule, index) =>
      below(`schedules[${index}]`, scheduleProblems(schedule, scaling)),
    ),
    ...duplicateNameProblems(triggers, schedules),
    ...(min === 0 ? zeroProblems(request, scaling) : noZeroProblems(scaling)),
    ...fallbackProblems(scaling),
  ];
}

/** What scaling to zero asks for: something that wakes the model, and time to load. */
function zeroProblems({ startupSeconds }: AutoscalingRequest, scaling: KedaScaling): Problem[] {
  const { triggers, pollingSeconds, cooldownSeconds } = scaling;
  const problems: Problem[] = [];
  if (triggers.length > 0 && !triggers.some(existsAtZero)) {
    problems.push({
      path: "min",
      reason: `0 needs a trigger that can wake the model: without a replica its pods export nothing, and a schedule does not see requests. Add the trigger "requestRate", or write 1.`,
    });
  }
  if (pollingSeconds !== undefined && !isSeconds(pollingSeconds, 1)) {
    problems.push({
      path: "pollingSeconds",
      reason: `${pollingSeconds} is not a time. Write whole seconds from 1.`,
    });
  }
  const shortest = shortestCooldown(startupSeconds);
  if (cooldownSeconds !== undefined && !isSeconds(cooldownSeconds, shortest)) {
    problems.push({
      path: "cooldownSeconds",
      reason: `${cooldownSeconds} would take a replica away while it loads: startupSeconds ${startupSeconds} + ${QUERY_WINDOW_SECONDS} that queries look back = ${shortest}. Write whole seconds from ${shortest}, or remove it.`,
    });
  }
  return problems;
}

function isSeconds(value: number, least: number): boolean {
  return Number.isInteger(value) && value >= least;
}

function noZeroProblems(scaling: KedaScaling): Problem[] {
  return (["pollingSeconds", "cooldownSeconds"] as const).flatMap((path) =>
    scaling[path] === undefined
      ? []
      : [
          {
            path,
            reason: `has no effect with min ${scaling.min}: KEDA uses it between 0 and 1 replicas. Remove it, or write min: 0.`,
          },
        ],
  );
}

function fallbackProblems({ fallbackReplicas, triggers, min, max }: KedaScaling): Problem[] {
  if (fallbackReplicas === undefined) return [];
  const path = "fallbackReplicas";
  const problems: Problem[] = [];
  const measured = triggers.some(({ metric }) => !/^(cpu|memory)Utilization$/.test(metric));
  if (triggers.length > 0 && !measured) {
    problems.push({
      path,
      reason:
        "has no effect: KEDA does not fetch CPU, memory or the time itself, so it cannot lose them. Remove it, or add a trigger on another metric.",
    });
  }
  const fewest = Math.max(min, 1);
  if (!Number.isInteger(fallbackReplicas) || fallbackReplicas < fewest || fallbackReplicas > max) {
    problems.push({
      path,
      reason: `${fallbackReplicas} is not a number of replicas that the model may have. Write a whole number from ${fewest} to ${max}.`,
    });
  }
  return problems;
}
