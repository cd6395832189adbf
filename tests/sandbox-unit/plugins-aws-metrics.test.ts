import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { AwsPlugin } from "../../sandbox/plugins/aws/plugin";
import { AwsService } from "../../sandbox/plugins/aws/service";
import type { CreateAnswer } from "../../sandbox/plugins/plugin";
import type { Properties } from "../../sandbox/plugins/properties";
import { sandboxPaths } from "../../sandbox/paths";

describe("plugins: simulated workspaces of Managed Prometheus and Managed Grafana", () => {
  let folder = "";
  let plugin: AwsPlugin;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "aws-"));
    const aws = new AwsService(sandboxPaths("test", folder));
    aws.configure({ "aws:config:region": "eu-central-1" });
    plugin = new AwsPlugin(aws);
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });

  const about = (type: string): { urn: string; type: string; name: string } => ({
    urn: `urn:pulumi:test::test::${type}::thing`,
    type,
    name: "thing",
  });
  const create = (type: string, inputs: Properties): Promise<CreateAnswer> =>
    plugin.create({
      ...about(type),
      inputs,
      secrets: [],
      preview: false,
      timeoutSeconds: undefined,
    });

  it("have the ARN and the endpoint that roles and remote writes are made from", async () => {
    const { id, outputs } = await create("aws:amp/workspace:Workspace", { alias: "metrics" });
    assert.match(id, /^ws-[0-9a-f]+$/);
    assert.equal(outputs["arn"], `arn:aws:aps:eu-central-1:111122223333:workspace/${id}`);
    assert.equal(
      outputs["prometheusEndpoint"],
      `https://aps-workspaces.eu-central-1.amazonaws.com/workspaces/${id}/`,
    );
  });

  it("are refused without what the API of Grafana asks for", async () => {
    const { failures } = await plugin.check({
      ...about("aws:grafana/workspace:Workspace"),
      inputs: { accountAccessType: "CURRENT_ACCOUNT" },
      oldInputs: undefined,
    });
    assert.deepEqual(
      (failures ?? []).map(({ property }) => property),
      ["authenticationProviders", "permissionType"],
    );
  });
});
