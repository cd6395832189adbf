import { Command, InvalidArgumentError } from "commander";

import { AUTHORIZATION_VARIABLE, serverOf, type AddressOptions, type ReadModels } from "./address";
import { indexJson, indexTable } from "./output";
import { loadModel, repositoryIndex, unloadModel, type Server } from "./repository-api";

/** What the command takes from its surroundings. */
export interface Surroundings {
  readonly print: (text: string) => void;
  readonly readModels: ReadModels;
  /** Value of the variable with the authorization header. */
  readonly authorization: string | undefined;
}

interface Options extends AddressOptions {
  readonly model?: string;
  readonly json?: boolean;
  readonly dependents?: boolean;
}

const notes = `
Triton takes these commands only with --model-control-mode=explicit. A model is loaded again with what is on its volume at
that moment: load it after a new version is there. Each replica is a server of its own: port-forward to each pod.

A header for the server, as "Name: value", is read from ${AUTHORIZATION_VARIABLE} and never printed.

Examples:
  kubectl port-forward -n fraud pod/scorer-predictor-… 8080
  npm run model -- list --tenant fraud --service scorer --url http://127.0.0.1:8080
  npm run model -- load --tenant fraud --service scorer --url http://127.0.0.1:8080
  npm run --silent model -- list --tenant fraud --service scorer --stack dev --json | jq`;

/** `npm run model`: what a running Triton serves. */
export function modelCommand(surroundings: Surroundings): Command {
  const connect = (options: Options): Promise<Server> =>
    serverOf(options, surroundings.readModels, surroundings.authorization);
  return new Command("model")
    .description("Load, unload and list the models of a running Triton")
    .addCommand(
      subcommand("list", "every model in the repository of the server, and its state")
        .option("--model <name>", "only this model")
        .option("--json", "for programs")
        .action(async (options: Options) => {
          const entries = await repositoryIndex(await connect(options));
          const wanted = entries.filter(({ name }) => name === (options.model ?? name));
          if (wanted.length === 0 && options.model !== undefined) {
            throw new Error(`The server has no model "${options.model}" in its repository.`);
          }
          surroundings.print(options.json === true ? indexJson(wanted) : indexTable(wanted));
        }),
    )
    .addCommand(
      subcommand("load", "load a model, or load it again")
        .option("--model <name>", "the model (default: the name of the service)")
        .action(async (options: Options) => {
          const { model = options.service } = options;
          await loadModel(await connect(options), model);
          surroundings.print(`"${model}" is loaded.`);
        }),
    )
    .addCommand(
      subcommand("unload", "unload a model: it answers no more requests")
        .option("--model <name>", "the model (default: the name of the service)")
        .option("--dependents", "also the models that were loaded for it, as an ensemble does")
        .action(async (options: Options) => {
          const { model = options.service } = options;
          await unloadModel(await connect(options), model, options.dependents === true);
          surroundings.print(`"${model}" unloads when its running requests have ended.`);
        }),
    )
    .addHelpText("after", notes);
}

function subcommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .requiredOption("--tenant <name>", "tenant of the service")
    .requiredOption("--service <name>", "service whose server is asked")
    .option("--url <url>", "where the server answers: a port-forward or the gateway")
    .option("--stack <name>", "stack whose output has the address of the service")
    .option("--timeout <seconds>", "how long an answer may take", positive, 300)
    .showHelpAfterError("(--help lists the options)")
    .allowExcessArguments(false);
}

function positive(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("Write a number above 0.");
}
