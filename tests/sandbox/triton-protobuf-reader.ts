import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { cacheFolder } from "../../sandbox/toolchain/cache";

/** What the test installs: Triton's client for its protobuf, and the protobuf runtime that it was made for. */
const packages = { tritonclient: "2.73.0", protobuf: "6.33.6" } as const;

/** A text, and the JSON form of the message that it has to be. */
export interface ProtobufCase {
  readonly text: string;
  readonly message: unknown;
}

/** What Python says. */
export interface ProtobufReading {
  /** For each case what differs, or `null`. */
  readonly differences: readonly (string | null)[];
  /** Full names of the fields that no case sets. */
  readonly unset: readonly string[];
}

/** Whether there is a Python 3 to run. */
export function hasPython(): boolean {
  return spawnSync("python3", ["--version"]).status === 0;
}

/** Reads all cases in one Python process, with Triton's own protobuf. */
export function readWithTriton(cases: readonly ProtobufCase[]): ProtobufReading {
  const python = environment();
  const { stdout } = succeed(
    python.executable,
    [path.join(__dirname, "triton_protobuf.py"), python.modelConfig],
    JSON.stringify(cases),
  );
  return JSON.parse(stdout) as ProtobufReading;
}

/** A virtual environment in the user's cache, made once for these versions. */
function environment(): { readonly executable: string; readonly modelConfig: string } {
  const versions = Object.entries(packages).map(([name, version]) => `${name}==${version}`);
  const folder = path.join(cacheFolder(), "python", versions.join("-").replaceAll("==", "-"));
  const executable = path.join(folder, "bin", "python");
  const finished = path.join(folder, "finished");
  if (!fs.existsSync(finished)) {
    fs.rmSync(folder, { recursive: true, force: true });
    succeed("python3", ["-m", "venv", folder]);
    // Of the client only one file is loaded, so its dependencies stay away.
    succeed(executable, ["-m", "pip", "install", "--no-deps", "--quiet", ...versions]);
    fs.writeFileSync(finished, "");
  }
  const script = "import sysconfig; print(sysconfig.get_paths()['purelib'])";
  const library = succeed(executable, ["-c", script]).stdout.trim();
  return {
    executable,
    modelConfig: path.join(library, "tritonclient", "grpc", "model_config_pb2.py"),
  };
}

/**
 * Runs a command to its end.
 *
 * @throws Error with the last lines of its output where it fails.
 */
function succeed(
  command: string,
  args: readonly string[],
  input = "",
): { readonly stdout: string } {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: "utf8",
    input,
    maxBuffer: 1 << 30,
    timeout: 300_000,
  });
  if (status === 0) return { stdout };
  const lines = `${error?.message ?? ""}\n${stdout}\n${stderr}`.trim().split("\n").slice(-20);
  throw new Error(`${command} ${args.join(" ")} failed:\n${lines.join("\n")}`);
}
