import * as pulumi from "@pulumi/pulumi";

import { customResource } from "../internal/custom-resource";
import { PlatformComponent } from "../internal/platform-component";
import { refuse } from "../internal/problems";
import { seldonPipelineProblems } from "./pipeline-rules";
import type { PipelineOutput, PipelineStep } from "./pipeline-steps";
import { planPipeline } from "./plan";

/** Arguments of `SeldonPipeline`. */
export interface SeldonPipelineArgs {
  /** Name of the pipeline. No step may have it. */
  readonly pipeline: string;
  /** Namespace of the Seldon runtime and of the models. */
  readonly namespace: string;
  readonly steps: readonly [PipelineStep, ...PipelineStep[]];
  /** What the pipeline answers. Default: nothing, its results stay in Kafka. */
  readonly output?: PipelineOutput;
  /** Allows steps to get their own answers back, each at most this often for a request. Default: not allowed. */
  readonly cycles?: { readonly maxStepRevisits: number };
  /** Whether the Kafka topics of the pipeline go with it. Default: `false`, that of Seldon; the messages stay. */
  readonly cleanTopicsOnDelete?: boolean;
  /** Names of the models of the namespace: a step that is none of them is an error. Default: not checked. */
  readonly models?: readonly string[];
}

/**
 * A pipeline of Seldon Core 2 (`mlops.seldon.io/v1alpha1` Pipeline): models that hand tensors to each other through Kafka.
 * The platform installs neither Seldon nor Kafka. Production use of Seldon Core 2 needs a commercial licence.
 *
 * @throws pulumi.InputPropertiesError naming each wrong name, reference, join and cycle; nothing is registered then.
 */
export class SeldonPipeline extends PlatformComponent {
  /** Name of the Pipeline. */
  readonly pipeline: pulumi.Output<string>;
  readonly namespace: pulumi.Output<string>;

  constructor(name: string, args: SeldonPipelineArgs, opts?: pulumi.ComponentResourceOptions) {
    refuse(`SeldonPipeline "${name}"`, seldonPipelineProblems(args));
    super("SeldonPipeline", name, args, opts);

    const pipeline = customResource(
      `${name}-pipeline`,
      {
        apiVersion: "mlops.seldon.io/v1alpha1",
        kind: "Pipeline",
        metadata: { name: args.pipeline, namespace: args.namespace },
        spec: planPipeline(args, args.cleanTopicsOnDelete),
      },
      { parent: this },
    );
    this.pipeline = pipeline.metadata.name;
    this.namespace = pulumi.output(args.namespace);
    this.registerOutputs({ pipeline: this.pipeline, namespace: this.namespace });
  }
}
