import * as pulumi from "@pulumi/pulumi";

import { customResource } from "../internal/custom-resource";
import { PlatformComponent } from "../internal/platform-component";
import { refuse } from "../internal/problems";
import type { Memory } from "../internal/units";
import { planModel, type SeldonModelRequest, type SeldonReplicas } from "./plan";
import { seldonModelProblems } from "./rules";

/** Arguments of `SeldonModel`. */
export interface SeldonModelArgs {
  /** Name of the model, by which pipelines name it as a step. */
  readonly model: string;
  /** Namespace of the Seldon runtime that serves it. */
  readonly namespace: string;
  /** Where the model is: the name of an rclone remote of the runtime, bucket and path, for instance `s3://models/scorer`. */
  readonly storageUri: pulumi.Input<string>;
  /** Memory that the model takes on its server. Required, because Seldon places models by it. */
  readonly memory: Memory;
  /** What the server must be able to load, for instance `["sklearn"]`. Needed unless `server` is named. */
  readonly requirements?: readonly string[];
  /** Name of the Server that loads the model. Default: one that meets the requirements. */
  readonly server?: string;
  /** Servers that hold the model: a number, or bounds between which Seldon scales. Default: 1. */
  readonly replicas?: SeldonReplicas;
  /** Secret in the same namespace that configures the rclone remote. Default: the remotes of the runtime. */
  readonly secretName?: pulumi.Input<string>;
  /** Folder of a version of the model to load, from 1. Default: the server decides. */
  readonly artifactVersion?: number;
  /** Parameters of the model's server by name. Not for secrets: they are readable in the resource. Default: none. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/**
 * A model of Seldon Core 2 (`mlops.seldon.io/v1alpha1` Model). The platform does not install Seldon: its resource
 * definitions and a runtime must exist. Production use of Seldon Core 2 needs a commercial licence.
 *
 * @throws pulumi.InputPropertiesError naming each wrong name, URI, quantity and number; nothing is registered then.
 */
export class SeldonModel extends PlatformComponent {
  /** Name of the Model. */
  readonly model: pulumi.Output<string>;
  readonly namespace: pulumi.Output<string>;

  constructor(name: string, args: SeldonModelArgs, opts?: pulumi.ComponentResourceOptions) {
    const request = requestOf(args);
    refuse(`SeldonModel "${name}"`, seldonModelProblems(request));
    super("SeldonModel", name, args, opts);

    const scales = typeof args.replicas === "object";
    const model = customResource(
      `${name}-model`,
      {
        apiVersion: "mlops.seldon.io/v1alpha1",
        kind: "Model",
        metadata: { name: args.model, namespace: args.namespace },
        spec: planModel(request, args),
      },
      // Between bounds the number belongs to the autoscaler.
      { parent: this, ...(scales && { ignoreChanges: ["spec.replicas"] }) },
    );
    this.model = model.metadata.name;
    this.namespace = pulumi.output(args.namespace);
    this.registerOutputs({ model: this.model, namespace: this.namespace });
  }
}

function requestOf(args: SeldonModelArgs): SeldonModelRequest {
  const { storageUri, ...rest } = args;
  return { ...rest, storageUri: typeof storageUri === "string" ? storageUri : undefined };
}
