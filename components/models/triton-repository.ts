import { renderTritonConfig } from "./triton-config";
import type { TritonModelConfig } from "./triton-model";

/** A file of a model repository that is made from the configuration. */
export interface RepositoryFile {
  /** Part of the name of a resource that is its own in the repository: `pipeline`, `pipeline.scorer` or `pipeline.version.1`. */
  readonly label: string;
  /** Path below the prefix of the repository. */
  readonly path: string;
  readonly content: string;
}

/**
 * Folder below the prefix of the repository in which a model lies, ending in `/`. The outer folder is the repository of
 * one server: it has the served model, and the models that it is made of if it is an ensemble.
 */
export function repositoryFolder(served: string, model: string = served): string {
  return `${served}/${model}/`;
}

/**
 * The files of one served model: its `config.pbtxt`, and for an ensemble those of the models that it carries. Weights
 * are uploaded beside them, at `<repositoryFolder(served, model)><version>/<file>`. An ensemble has no weights, but Triton
 * wants a version folder of it, and object storage knows no empty folder; so that has a file that says so.
 */
export function repositoryFiles(served: string, config: TritonModelConfig): RepositoryFile[] {
  const own = {
    label: served,
    path: `${repositoryFolder(served)}config.pbtxt`,
    content: renderTritonConfig(served, config),
  };
  if (config.ensemble === undefined) return [own];
  return [
    own,
    {
      label: `${served}.version.1`,
      path: `${repositoryFolder(served)}1/ensemble.txt`,
      content: "An ensemble has no files of its own. Triton wants the folder of its version.\n",
    },
    ...Object.entries(config.ensemble.models).map(([model, modelConfig]) => ({
      label: `${served}.${model}`,
      path: `${repositoryFolder(served, model)}config.pbtxt`,
      content: renderTritonConfig(model, modelConfig),
    })),
  ];
}
