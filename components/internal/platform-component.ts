import * as pulumi from "@pulumi/pulumi";

/**
 * Base of every component: gives it its type token, puts its inputs into the state, and refuses a child whose name does
 * not begin with the name of the component. So two instances can stand side by side, and a name tells its owner.
 */
export abstract class PlatformComponent extends pulumi.ComponentResource {
  protected constructor(
    className: string,
    name: string,
    args: object,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(
      `inference-platform:index:${className}`,
      name,
      args,
      pulumi.mergeOptions(opts, {
        transformations: [
          (child: pulumi.ResourceTransformationArgs) => {
            refuseForeignName(className, name, child.name);
            return undefined;
          },
        ],
      }),
    );
  }
}

function refuseForeignName(className: string, owner: string, child: string): void {
  if (child === owner || child.startsWith(`${owner}-`)) return;
  throw new Error(
    `${className} "${owner}" made a child named "${child}". Name it "${owner}-…" so that two instances do not collide.`,
  );
}
