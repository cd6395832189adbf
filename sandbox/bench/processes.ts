import { execFileSync } from "node:child_process";

/** Samples the resident memory of a set of processes until it is stopped, and keeps the highest sum. */
export class MemoryPeak {
  #peakKiB = 0;
  readonly #timer: NodeJS.Timeout;

  /** @param marks texts of which one is in the command line of every process that counts. */
  constructor(private readonly marks: readonly string[]) {
    this.#timer = setInterval(() => {
      this.#peakKiB = Math.max(this.#peakKiB, this.#current());
    }, 500);
  }

  /** Ends the sampling and gives the peak in MiB. */
  stop(): number {
    clearInterval(this.#timer);
    return Math.round(this.#peakKiB / 1024);
  }

  #current(): number {
    return execFileSync("ps", ["-eo", "rss=,args="], { encoding: "utf8", maxBuffer: 16 << 20 })
      .split("\n")
      .filter((line) => this.marks.some((mark) => line.includes(mark)))
      .reduce((sum, line) => sum + Number.parseInt(line, 10), 0);
  }
}
