import { priceRegions } from "@inference-platform/components/nodes/instance-types";
import { Command, InvalidArgumentError, Option } from "commander";

import { jsonOutput, markdownOutput, textOutput, type Emphasis } from "./output";
import { selectInstances, sortKeys, type Wishes } from "./selection";

/** What the command takes from its surroundings. */
export interface Surroundings {
  readonly print: (text: string) => void;
  readonly today: Date;
  readonly emphasis: Emphasis;
}

interface Options extends Wishes {
  readonly json?: boolean;
  readonly markdown?: boolean;
}

const examples = `
Examples:
  npm run instances
  npm run instances -- --gpu l4 l40s --min-gpus 4
  npm run instances -- --min-gpu-memory 40 --sort memory-price
  npm run instances -- --mig --max-price 10
  npm run instances -- --gpu l4 --share 4
  npm run --silent instances -- --json | jq '.instances[].instanceType'

GPU memory is what EC2 reports: 22.4 GiB on an L4 or A10G that is sold as 24 GB, 44.7 on an L40S of 48 GB.`;

/** `npm run instances`: a table of instance types to choose from. */
export function instancesCommand({ print, today, emphasis }: Surroundings): Command {
  return new Command("instances")
    .description("EC2 instance types by GPU, memory and price per GPU-hour")
    .option("--gpu <name...>", "only these GPUs, for instance l4 l40s")
    .option("--min-gpu-memory <GiB>", "fewest GiB of one GPU", positive)
    .option("--min-gpus <count>", "fewest GPUs of an instance", positive)
    .option("--mig", "only GPUs that the platform can cut with MIG")
    .option("--efa", "only with Elastic Fabric Adapter")
    .option("--nvme", "only with local NVMe disks")
    .addOption(new Option("--arch <arch>", "only this architecture").choices(["amd64", "arm64"]))
    .option("--max-price <USD>", "most USD an hour; types without a price are left out", positive)
    .addOption(
      new Option(
        "--sort <key>",
        "order, the smallest first (default: GPU, then price of a GPU)",
      ).choices(sortKeys),
    )
    .option("--region <region>", "region of the prices", priceRegions[0])
    .option("--share <pods>", "also the price of a GPU that so many pods share", positive)
    .option("--all", "also types without whole NVIDIA GPUs: CPU, Neuron, parts of a GPU")
    .addOption(new Option("--json", "for programs").conflicts("markdown"))
    .option("--markdown", "as a Markdown table")
    .addHelpText("after", examples)
    .showHelpAfterError("(--help lists the options)")
    .allowExcessArguments(false)
    .action((options: Options) => {
      const rows = selectInstances(options);
      const context = { region: options.region, today, share: options.share };
      if (options.json === true) print(jsonOutput(rows, context));
      else if (options.markdown === true) print(markdownOutput(rows, context));
      else print(textOutput(rows, context, emphasis));
    });
}

function positive(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("Write a number above 0.");
}
