import { randomId } from "./ids";
import type { ResourceTypes } from "./resource-type";

/** Workspaces of Amazon Managed Service for Prometheus and Amazon Managed Grafana; nothing is stored or shown in them. */
export const metrics: ResourceTypes = {
  "aws:amp/workspace:Workspace": {
    required: [],
    replaceOn: ["kmsKeyArn"],
    id: randomId("ws"),
    computed: ({ id }, aws) => ({
      arn: aws.arn("aps", `workspace/${id}`),
      prometheusEndpoint: `https://aps-workspaces.${aws.region}.amazonaws.com/workspaces/${id}/`,
    }),
  },
  "aws:grafana/workspace:Workspace": {
    required: ["accountAccessType", "authenticationProviders", "permissionType"],
    replaceOn: [],
    id: randomId("g"),
    computed: ({ id }, aws) => ({
      arn: aws.arn("grafana", `/workspaces/${id}`),
      endpoint: `${id}.grafana-workspace.${aws.region}.amazonaws.com`,
    }),
  },
};
