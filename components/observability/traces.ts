/** How many traces are taken, and how long they are kept. */
export interface TraceArgs {
  /** Days that traces are kept in S3. Default: 7. */
  readonly retentionDays?: number;
  /** GiB of Tempo's volume, for what is not in S3 yet. Default: 10. */
  readonly storageGiB?: number;
  /**
   * Percentage of requests whose trace is taken, 0.01 to 100. It is decided where a request enters the mesh, not here:
   * whoever puts both together gives it to the mesh. Default: 1.
   */
  readonly samplingPercent?: number;
}
