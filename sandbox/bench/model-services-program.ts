import { ModelService } from "@inference-platform/components";
import * as pulumi from "@pulumi/pulumi";

/**
 * Registers as many model services as its argument says, under mocks, and prints what it took as one line of JSON. One
 * process a measurement: memory and compiled code of an earlier one would count.
 */
async function main(count: number): Promise<void> {
  let resources = 0;
  await pulumi.runtime.setMocks(
    {
      newResource: ({ name, inputs }) => {
        resources += 1;
        return { id: name, state: inputs as object };
      },
      call: ({ inputs }) => inputs as object,
    },
    "bench",
    "bench",
  );
  const started = performance.now();
  for (let index = 0; index < count; index += 1) createModel(index);
  await pulumi.runtime.disconnect();
  process.stdout.write(
    `${JSON.stringify({
      seconds: Number(((performance.now() - started) / 1000).toFixed(2)),
      peakRssMiB: Math.round(process.resourceUsage().maxRSS / 1024),
      resources,
    })}\n`,
  );
}

function createModel(index: number): void {
  new ModelService(`model-${index}`, {
    target: {
      namespace: "fraud",
      serviceAccountName: "models",
      gateway: { scheme: "https", domain: "models.example.com" },
    },
    service: `model-${index}`,
    runtime: { name: "triton" },
    source: `pvc://models/model-${index}`,
    resources: { cpu: "1", memory: "2Gi" },
    scaling: { min: 1, max: 4 },
  });
}

void main(Number(process.argv[2]));
