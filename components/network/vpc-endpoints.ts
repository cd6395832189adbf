import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { PlatformComponent } from "../internal/platform-component";
import { named, type Tags } from "../internal/tags";

/** Arguments of `VpcEndpoints`. */
interface VpcEndpointsArgs {
  readonly vpcId: pulumi.Input<string>;
  /** Range that may reach the interface endpoints: that of the VPC. */
  readonly cidr: string;
  /** Secondary range, whose pods may reach them too. */
  readonly podCidr: string | undefined;
  readonly region: string;
  /** Route tables from which S3 is reached without NAT, by a short name. */
  readonly routeTableIds: Readonly<Record<string, pulumi.Input<string>>>;
  /** Subnets of the interface endpoints, by a short name: one a zone. */
  readonly subnetIds: Readonly<Record<string, pulumi.Input<string>>>;
  /** Services with an interface endpoint, for instance `ecr.api`. */
  readonly services: readonly string[];
  readonly tags?: Tags;
}

/**
 * The S3 gateway endpoint of a VPC, which costs nothing, and interface endpoints for the services that are named. Each
 * place of an endpoint is a resource of its own, so that a new zone changes none that exists.
 */
export class VpcEndpoints extends PlatformComponent {
  constructor(name: string, args: VpcEndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("VpcEndpoints", name, args, opts);
    const s3 = new aws.ec2.VpcEndpoint(
      `${name}-s3`,
      {
        vpcId: args.vpcId,
        serviceName: `com.amazonaws.${args.region}.s3`,
        vpcEndpointType: "Gateway",
        tags: named(args.tags, `${name}-s3`),
      },
      { parent: this },
    );
    for (const [table, routeTableId] of Object.entries(args.routeTableIds)) {
      new aws.ec2.VpcEndpointRouteTableAssociation(
        `${name}-s3-${table}`,
        { vpcEndpointId: s3.id, routeTableId },
        { parent: this },
      );
    }
    if (args.services.length > 0) this.#createInterfaceEndpoints(name, args);
    this.registerOutputs({});
  }

  #createInterfaceEndpoints(name: string, args: VpcEndpointsArgs): void {
    const securityGroup = this.#createSecurityGroup(name, args);
    for (const service of args.services) {
      const suffix = service.replaceAll(".", "-");
      const endpoint = new aws.ec2.VpcEndpoint(
        `${name}-${suffix}`,
        {
          vpcId: args.vpcId,
          serviceName: `com.amazonaws.${args.region}.${service}`,
          vpcEndpointType: "Interface",
          privateDnsEnabled: true,
          securityGroupIds: [securityGroup.id],
          tags: named(args.tags, `${name}-${suffix}`),
        },
        { parent: this },
      );
      for (const [zone, subnetId] of Object.entries(args.subnetIds)) {
        new aws.ec2.VpcEndpointSubnetAssociation(
          `${name}-${suffix}-${zone}`,
          { vpcEndpointId: endpoint.id, subnetId },
          { parent: this },
        );
      }
    }
  }

  #createSecurityGroup(name: string, args: VpcEndpointsArgs): aws.ec2.SecurityGroup {
    const group = new aws.ec2.SecurityGroup(
      `${name}-security-group`,
      {
        vpcId: args.vpcId,
        description: "HTTPS from the VPC to the interface endpoints",
        tags: named(args.tags, `${name}-security-group`),
      },
      { parent: this },
    );
    const allowHttps = (suffix: string, source: string, cidrIpv4: string): void => {
      new aws.vpc.SecurityGroupIngressRule(
        `${name}-${suffix}`,
        {
          securityGroupId: group.id,
          description: `HTTPS from the ${source}`,
          ipProtocol: "tcp",
          fromPort: 443,
          toPort: 443,
          cidrIpv4,
          tags: named(args.tags, `${name}-${suffix}`),
        },
        { parent: this },
      );
    };
    allowHttps("https", "VPC", args.cidr);
    if (args.podCidr !== undefined) allowHttps("https-pods", "pods", args.podCidr);
    return group;
  }
}
