import * as pulumi from "@pulumi/pulumi";

type Tags = pulumi.Input<Record<string, pulumi.Input<string>>>;

/** Later maps win. */
export function mergedTags(...maps: (Tags | undefined)[]): pulumi.Output<Record<string, string>> {
  return pulumi.all(maps.map((map) => pulumi.output(map ?? {}))).apply((all) => {
    return Object.assign({}, ...all) as Record<string, string>;
  });
}
