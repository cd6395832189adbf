import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { PlatformComponent } from "../internal/platform-component";
import { named, type Tags } from "../internal/tags";

/** Arguments of `VpcEndpoints`. */
interface VpcEndpointsArgs {
  readonly vpcId: pulumi.Input<string>;
  /** Range that may reach the interface endpoints: that of the VPC. */
  readonly cidr: string;
  readonly region: string;
  /** Route tables from which S3 is reached without NAT. */
  readonly routeTableIds: readonly pulumi.Input<string>[];
  /** Subnets of the interface endpoints. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** Services with an interface endpoint, for instance `ecr.api`. */
  readonly services: readonly string[];
  readonly tags?: Tags;
}

/** The S3 gateway endpoint of a VPC, which costs nothing, and interface endpoints for the services that are named. */
export class VpcEndpoints extends PlatformComponent {
  constructor(name: string, args: VpcEndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("VpcEndpoints", name, args, opts);
    new aws.ec2.VpcEndpoint(
      `${name}-s3`,
      {
        vpcId: args.vpcId,
        serviceName: `com.amazonaws.${args.region}.s3`,
        vpcEndpointType: "Gateway",
        routeTableIds: [...args.routeTableIds],
        tags: named(args.tags, `${name}-s3`),
      },
      { parent: this },
    );
    if (args.services.length > 0) this.#createInterfaceEndpoints(name, args);
    this.registerOutputs({});
  }

  #createInterfaceEndpoints(name: string, args: VpcEndpointsArgs): void {
    const securityGroup = this.#createSecurityGroup(name, args);
    for (const service of args.services) {
      const suffix = service.replaceAll(".", "-");
      new aws.ec2.VpcEndpoint(
        `${name}-${suffix}`,
        {
          vpcId: args.vpcId,
          serviceName: `com.amazonaws.${args.region}.${service}`,
          vpcEndpointType: "Interface",
          privateDnsEnabled: true,
          subnetIds: [...args.subnetIds],
          securityGroupIds: [securityGroup.id],
          tags: named(args.tags, `${name}-${suffix}`),
        },
        { parent: this },
      );
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
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-https`,
      {
        securityGroupId: group.id,
        description: "HTTPS from the VPC",
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrIpv4: args.cidr,
        tags: named(args.tags, `${name}-https`),
      },
      { parent: this },
    );
    return group;
  }
}
