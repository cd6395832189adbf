import { z } from "zod";

import { wrongChoice } from "./choice-schema";
import { memory } from "./quantity-schema";
import { object } from "./strict-object";

/** What the repository of a tenant lies on, where it is not its prefix of the model store. */
const volume = z.discriminatedUnion(
  "type",
  [
    object({ type: z.literal("efs"), fileSystemId: z.string(), accessPointId: z.string() }),
    object({
      type: z.literal("fsxLustre"),
      fileSystemId: z.string(),
      dnsName: z.string(),
      mountName: z.string(),
    }),
    object({ type: z.literal("ebs"), size: memory, storageClassName: z.string().optional() }),
  ],
  wrongChoice("type", ["efs", "fsxLustre", "ebs"]),
);

/** One immutable version of a model, in S3. */
const version = object({
  version: z.number(),
  source: z.string(),
  manifestSha256: z.string(),
  signature: object({ publicKey: z.string() }).optional(),
  size: memory.optional(),
});

/** The Triton repository of a tenant on a volume of its own, and the versions that are copied there, by model. */
export const repositorySchema = object({
  volume,
  versions: z.record(z.string(), z.array(version)),
});
