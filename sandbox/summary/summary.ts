import { estimateHourlyCost } from "@inference-platform/policy/cost/estimate";

import { simulated } from "../controlplane/stages";
import { savedFindings } from "../engine/findings";
import type { PolicyFinding } from "../engine/progress";
import { deployedResources } from "../engine/state";
import type { SandboxPaths } from "../paths";
import { AwsService } from "../plugins/aws/service";
import { HelmReleases } from "../plugins/helm-releases";
import { chartEffect } from "../plugins/kubernetes/charts";
import { readCluster } from "./cluster-view";
import { costTable } from "./cost-table";
import { karpenterPoolTable, modelTable, nodeTable } from "./tables";

/** Everything that a person wants to know of a stack that is up. */
export async function summary(paths: SandboxPaths, region: string): Promise<string> {
  const cluster = await readCluster(paths.kubeconfig);
  const resources = deployedResources(paths).filter(({ custom }) => custom);
  const other = paths.stack === "dev" ? "" : ` --stack ${paths.stack}`;
  return [
    section("Nodes", nodeTable(cluster)),
    ...(cluster.karpenterPools.length === 0
      ? []
      : [section("Node pools of Karpenter", karpenterPoolTable(cluster))]),
    section("Models", modelTable(cluster)),
    section("Cost on AWS", costTable(estimateHourlyCost(resources, { region }))),
    section("Policy findings", findingLines(savedFindings(paths))),
    section("Simulated", simulationLines(paths)),
    section(
      "Next",
      [
        `  npm run sandbox -- kubectl${other} get inferenceservices -A`,
        `  npm run sandbox -- preview${other}      what the next up would change`,
        `  npm run sandbox -- status${other}       this summary again`,
        `  npm run sandbox -- dashboard${other}    the dashboards, with simulated metrics`,
        `  npm run sandbox -- destroy${other}      take the stack down as on AWS`,
        `  npm run sandbox -- down${other}         stop every process and remove everything`,
      ].join("\n"),
    ),
  ].join("\n\n");
}

function section(title: string, body: string): string {
  return `${title}\n${body}`;
}

function findingLines(findings: readonly PolicyFinding[] | undefined): string {
  if (findings === undefined) return "  no preview has run yet";
  if (findings.length === 0) return "  none";
  return findings
    .map(
      ({ level, policy, resource, message }) =>
        `  ${level}  ${policy}  ${resource ?? "stack"}\n    ${message.split("\n").join("\n    ")}`,
    )
    .join("\n");
}

function simulationLines(paths: SandboxPaths): string {
  const releases = new HelmReleases(paths).list();
  const names = (recordedOnly: boolean): string =>
    releases
      .filter(({ chart }) => (chartEffect(chart) === undefined) === recordedOnly)
      .map(({ name }) => name)
      .sort()
      .join(", ") || "none";
  return [
    `  AWS: ${new AwsService(paths).ids().length} objects in a file; nothing was asked of an AWS account.`,
    ...simulated.map(({ what, how }) => `  ${what}: ${how}.`),
    `  Helm releases that brought their real CRDs, controllers or effects: ${names(false)}.`,
    `  Helm releases that are recorded only: ${names(true)}.`,
    "  Real: Pulumi engine and state, policies, Kubernetes API server, controllers, scheduler, istiod, KServe, LeaderWorkerSet and their webhooks, the core of Karpenter.",
  ].join("\n");
}
