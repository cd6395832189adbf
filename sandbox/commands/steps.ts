import { Listr, PRESET_TIMER, type ListrTask } from "listr2";

import type { Report } from "../progress";

/** One step that a person can follow. */
export interface Step {
  readonly title: string;
  /** Reports while it works; what it gives back is shown behind the title. */
  readonly run: (report: Report) => Promise<string | undefined>;
}

/** Runs steps one after another, each with its time. The first that fails ends them, and its error is thrown. */
export async function runSteps(steps: readonly Step[]): Promise<void> {
  const failures: unknown[] = [];
  const tasks: ListrTask[] = steps.map(({ title, run }) => ({
    title,
    task: async (_, task) => {
      try {
        const done = await run(
          throttled((message) => {
            task.output = message;
          }),
        );
        if (done !== undefined) task.title = `${title}: ${done}`;
      } catch (error) {
        failures.push(error);
        throw new Error("the reason is below", { cause: error });
      }
    },
  }));
  const list = new Listr(tasks, {
    concurrent: false,
    registerSignalListeners: false,
    rendererOptions: { timer: PRESET_TIMER, collapseErrors: false, showErrorMessage: false },
    fallbackRenderer: "simple",
    fallbackRendererOptions: { timer: PRESET_TIMER },
  });
  try {
    await list.run();
  } catch (error) {
    throw failures[0] ?? error;
  }
}

/** A log that is no screen would get thousands of lines: there, one line every three seconds is enough. */
function throttled(report: Report): Report {
  if (process.stdout.isTTY) return report;
  let last = 0;
  return (message) => {
    if (Date.now() - last < 3000) return;
    last = Date.now();
    report(message);
  };
}
