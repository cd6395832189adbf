import { ToolchainError } from "./error";

const diskFull = /no space left on device/i;
const checksum = /checksum mismatch|SECURITY ERROR|missing go\.sum entry/;
const download =
  /dial tcp|no such host|connection refused|i\/o timeout|TLS handshake|proxyconnect|server misbehaving|reading https?:\/\/|module lookup disabled|unrecognized import path/;
const tooOld = /requires go >= ([\d.]+) \(running go ([\d.]+)/;

/** Tells from what `go` printed why it failed. `task` is what was being done, for instance `building etcd v3.7.3`. */
export function goFailure(task: string, output: string, log: string): ToolchainError {
  const old = tooOld.exec(output);
  if (old !== null) {
    const [, needed = "", running = ""] = old;
    return new ToolchainError(
      "go-too-old",
      `${task} needs Go ${needed} and Go ${running} is on PATH: install Go ${needed} or newer from https://go.dev/dl, or unset GOTOOLCHAIN.`,
    );
  }
  if (diskFull.test(output)) {
    return new ToolchainError(
      "disk-full",
      `${task} stopped because the disk is full: free some space, or set XDG_CACHE_HOME, GOCACHE and GOMODCACHE to folders on a larger disk, and run the command again (log: ${log}).`,
    );
  }
  const mismatch = firstMatch(output, checksum);
  if (mismatch !== undefined) {
    return new ToolchainError(
      "checksum",
      `${task} stopped because a Go module is not the pinned one ("${mismatch}"): check GOPROXY and GONOSUMDB, then run \`go clean -modcache\` and the command again (log: ${log}).`,
    );
  }
  const unreachable = firstMatch(output, download);
  if (unreachable !== undefined) {
    return new ToolchainError(
      "download",
      `${task} could not download a Go module ("${unreachable}"): check the network, HTTPS_PROXY and GOPROXY (\`go env GOPROXY\`), then run the command again (log: ${log}).`,
    );
  }
  return new ToolchainError("build", `${task} failed (log: ${log}):\n${lastLines(output, 10)}`);
}

/** The last lines that are not empty. */
function lastLines(text: string, count: number): string {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-count)
    .join("\n");
}

function firstMatch(output: string, pattern: RegExp): string | undefined {
  return output
    .split("\n")
    .find((line) => pattern.test(line))
    ?.trim();
}
