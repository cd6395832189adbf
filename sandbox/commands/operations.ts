import { readAwsRegion } from "../engine/project";
import { saveFindings } from "../engine/findings";
import type { OperationResult } from "../engine/messages";
import type { OperationProgress, ResourceChange } from "../engine/progress";
import { deployedResources } from "../engine/state";
import { changeLines } from "../summary/change-lines";
import type { SandboxSession } from "./sandbox-session";
import { runSteps, type Step } from "./steps";

// What talks to the API server or knows prices takes a second to load: it is imported where it is used.

/** Shows what an `up` would change, under the policies. */
export async function preview(session: SandboxSession): Promise<void> {
  let changes: readonly ResourceChange[] = [];
  await runSteps([
    ...startSteps(session),
    previewStep(session, (progress) => {
      changes = progress.changes;
    }),
  ]);
  print(`Changes, components left out\n${changeLines(changes)}`);
}

/** Brings the stack up, under the policies, and shows what came of it. */
export async function up(session: SandboxSession): Promise<void> {
  let planned = 0;
  await runSteps([
    ...startSteps(session),
    previewStep(session, (progress) => {
      planned = progress.finished;
    }),
    {
      title: "Deploy",
      run: async (report) => describeChanges((await session.run("up", report, planned)).result),
    },
    {
      title: "Models",
      run: async (report) => {
        const { waitForModels } = await import("./wait-for-models.js");
        return waitForModels(session.paths, session.signal, report);
      },
    },
  ]);
  await session.close();
  const { summary } = await import("../summary/summary.js");
  print(await summary(session.paths, readAwsRegion(session.paths)));
}

/** Compares the state with what is really there. */
export async function refresh(session: SandboxSession): Promise<void> {
  await runSteps([
    ...startSteps(session),
    {
      title: "Refresh",
      run: async (report) =>
        describeChanges(
          (await session.run("refresh", report, deployedResources(session.paths).length)).result,
        ),
    },
  ]);
}

/** Takes the stack down as on AWS, and then the control plane that was its cluster. */
export async function destroy(session: SandboxSession): Promise<void> {
  await runSteps([
    ...startSteps(session),
    {
      title: "Destroy",
      run: async (report) =>
        describeChanges(
          (await session.run("destroy", report, deployedResources(session.paths).length)).result,
        ),
    },
    {
      title: "Nothing left behind",
      run: async () => {
        const { leftovers, removeStack } = await import("./remove-stack.js");
        const left = await leftovers(session.paths);
        await session.close();
        await removeStack(session.paths);
        if (left.length > 0) throw new Error(`The stack left behind: ${left.join(", ")}.`);
        return "no AWS object, no namespace, no process";
      },
    },
  ]);
}

function startSteps(session: SandboxSession): Step[] {
  return [
    {
      title: "Tools",
      run: async (report) => {
        await session.prepareTools(report);
        return undefined;
      },
    },
    {
      title: "Control plane",
      run: async (report) => {
        await session.startControlPlane(report);
        return undefined;
      },
    },
  ];
}

function previewStep(session: SandboxSession, tell: (progress: OperationProgress) => void): Step {
  return {
    title: "Preview under the policy pack",
    run: async (report) => {
      const known = deployedResources(session.paths).length;
      const { result, progress } = await session.run("preview", report, known || undefined);
      saveFindings(session.paths, progress.findings);
      tell(progress);
      return `${describeChanges(result)}; ${progress.findings.length} policy findings, none mandatory`;
    },
  };
}

function describeChanges({ changes }: OperationResult): string {
  // What is only read, such as the outputs of a stack, is nothing that changes.
  const { read = 0, same: unchanged = 0, ...others } = changes;
  const same = read + unchanged;
  const changed = Object.entries(others).filter(([, count]) => count > 0);
  if (changed.length === 0) return `nothing changed, ${same} resources`;
  return [...changed.map(([operation, count]) => `${count} ${operation}`), `${same} same`].join(
    ", ",
  );
}

/** Writes to standard output. */
export function print(text: string): void {
  process.stdout.write(`\n${text}\n`);
}
