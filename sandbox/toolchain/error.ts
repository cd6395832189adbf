/** What kept a tool or a manifest from being made ready. */
export type ToolchainProblem =
  "go-missing" | "go-too-old" | "disk-full" | "download" | "checksum" | "build";

/** A tool or a manifest cannot be had. The message is one sentence that ends with what to do. */
export class ToolchainError extends Error {
  override readonly name = "ToolchainError";

  constructor(
    /** Kind of problem, for code that reacts to it. */
    readonly problem: ToolchainProblem,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Whether a file operation failed because the disk is full. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOSPC";
}
