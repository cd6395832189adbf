/** Partition and account of an ARN, for instance `aws` and `111122223333`. */
export function ownerOf(arn: string): { readonly partition: string; readonly accountId: string } {
  const [, partition = "", , , accountId = ""] = arn.split(":");
  return { partition, accountId };
}

/** Last part of an ARN: the name of a role or policy (`…:role/name`, `…:policy/path/name`) or a queue (`…:name`). */
export function nameInArn(arn: string): string {
  return arn.split(/[:/]/).slice(-1).join("");
}
