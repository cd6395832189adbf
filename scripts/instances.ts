import { styleText } from "node:util";

import { instancesCommand } from "./instances/command";

/** A reader that has enough, such as `head`, ends the output; that is no failure. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

const command = instancesCommand({
  print: (text) => process.stdout.write(`${text}\n`),
  today: new Date(),
  emphasis: {
    head: (text) => styleText("bold", text, { stream: process.stdout }),
    warning: (text) => styleText("yellow", text, { stream: process.stdout }),
  },
});

try {
  command.parse();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
