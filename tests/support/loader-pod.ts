import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { planJob } from "../../components/models/loader-plan";
import { loaderScript } from "../../components/models/loader-script";
import type { LoadRequest } from "../../components/models/model-version";
import { at } from "./recorded";

/** How one container ended. */
export interface ContainerEnd {
  readonly container: string;
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a test does while a container runs. */
export type Interruption = (process: { kill: (signal: NodeJS.Signals) => void }) => void;

interface PlannedContainer {
  readonly name: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
}

/**
 * A folder in which the pod of a loader runs as its Job plans it, one container after the other, with a shell and coreutils
 * of this machine and commands in the place of `aws` and `cosign` that read from a folder.
 */
export class LoaderPod {
  readonly bucket: string;
  readonly volume: string;
  readonly #root = mkdtempSync(path.join(tmpdir(), "loader-"));

  constructor(shell = "/bin/sh") {
    this.bucket = this.#folder("bucket");
    this.volume = this.#folder("volume");
    symlinkSync(shell, path.join(this.#folder("bin"), "sh"));
    writeFileSync(this.#path("load-version.sh"), loaderScript);
    this.#command("aws", fakeAws);
    this.#command("cosign", fakeCosign);
  }

  remove(): void {
    rmSync(this.#root, { recursive: true });
  }

  /** Uploads a version with its manifest, and says how to load it. */
  upload(files: Readonly<Record<string, string>>, request: Partial<LoadRequest> = {}): LoadRequest {
    const version = request.version ?? 1;
    const prefix = `published/scorer/${version}/`;
    for (const [file, content] of Object.entries(files)) this.put(`${prefix}${file}`, content);
    const manifest = manifestOf(files);
    this.put(`${prefix}SHA256SUMS`, manifest);
    return {
      model: "scorer",
      version,
      source: `s3://models/${prefix}`,
      manifestSha256: sha256(manifest),
      config: 'name: "scorer"\n',
      ...request,
    };
  }

  /** Writes one object. */
  put(key: string, content: string): void {
    const file = path.join(this.bucket, "models", key);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  /** Every file of the volume with its content, hidden ones too. */
  files(): Record<string, string> {
    return Object.fromEntries(
      readdirSync(this.volume, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => {
          const file = path.join(entry.parentPath, entry.name);
          return [path.relative(this.volume, file), readFileSync(file, "utf8")];
        }),
    );
  }

  /** What the commands in the place of `aws` and `cosign` were called with. */
  calls(): string[] {
    const file = this.#path("calls");
    return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
  }

  /** Makes the copy of the files wait until the file `go` is there, so that it can be interrupted. */
  holdCopy(): void {
    writeFileSync(this.#path("hold"), "");
  }

  letCopyGo(): void {
    writeFileSync(this.#path("go"), "");
  }

  /** Runs the pod: it ends with the first container that fails. */
  async run(request: LoadRequest, interrupt?: Interruption): Promise<ContainerEnd> {
    const work = mkdtempSync(this.#path("work-"));
    let end: ContainerEnd | undefined;
    for (const container of plannedContainers(request)) {
      end = await this.#runContainer(container, work, interrupt);
      if (end.status !== 0) break;
    }
    assert.ok(end);
    return end;
  }

  /** Waits until the copy is held. */
  async copyHeld(): Promise<void> {
    while (!existsSync(this.#path("held"))) await new Promise((done) => setTimeout(done, 10));
  }

  #runContainer(
    container: PlannedContainer,
    work: string,
    interrupt: Interruption | undefined,
  ): Promise<ContainerEnd> {
    const here = (text: string): string =>
      text
        .replace(/^\/work/, work)
        .replace(/^\/models/, this.volume)
        .replace(/^\/loader/, this.#root);
    const [command = "", ...args] = [
      ...(container.command ?? ["cosign"]),
      ...(container.args ?? []),
    ].map(here);
    const env = Object.fromEntries(
      container.env.map(({ name, value }) => [name, here(asKubernetesReads(value))]),
    );
    const child = spawn(command, args, {
      env: { ...env, ROOT: this.#root, PATH: `${this.#path("bin")}:/usr/bin:/bin` },
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
    child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
    if (container.name === "files") {
      interrupt?.({ kill: (signal) => void child.kill(signal) });
    }
    return new Promise((done) =>
      child.on("close", (status) => {
        done({ container: container.name, status, stdout, stderr });
      }),
    );
  }

  #folder(name: string): string {
    mkdirSync(this.#path(name));
    return this.#path(name);
  }

  #path(name: string): string {
    return path.join(this.#root, name);
  }

  #command(name: string, script: string): void {
    writeFileSync(path.join(this.#root, "bin", name), script, { mode: 0o755 });
  }
}

/** The manifest of files, as `sha256sum` prints it. */
export function manifestOf(files: Readonly<Record<string, string>>): string {
  return Object.entries(files)
    .map(([file, content]) => `${sha256(content)}  ${file}\n`)
    .join("");
}

/** SHA-256 in hexadecimal digits. */
export function sha256(content: string): string {
  return createHash("sha256").update(content).digest("hex");
}

function plannedContainers(request: LoadRequest): PlannedContainer[] {
  const { spec } = planJob(request, {
    namespace: "fraud",
    claimName: "models",
    serviceAccountName: "models-loader",
    scriptConfigMap: "models-loader",
    region: "us-east-1",
  });
  const pod = at(spec, "template", "spec");
  return [...list(at(pod, "initContainers")), ...list(at(pod, "containers"))];
}

/** The plan holds no outputs in these fields. */
function list(containers: unknown): PlannedContainer[] {
  assert.ok(Array.isArray(containers));
  return containers as PlannedContainer[];
}

/** What a container sees of a value: `$$` is `$`, and `$(NAME)` may become the value of another variable. */
function asKubernetesReads(value: string): string {
  return value.replaceAll(/\$\$|\$\([^)]*\)/g, (found) => (found === "$$" ? "$" : "EXPANDED"));
}

/** `aws s3 cp`: one object, or all below a prefix but the excluded ones. */
const fakeAws = `#!/bin/sh
set -eu
echo "aws $*" >>"$ROOT/calls"
recursive= excluded=
shift 2
while [ "$#" -gt 2 ]; do
  case $1 in
    --only-show-errors) shift ;;
    --recursive) recursive=1; shift ;;
    --exclude) excluded="$excluded $2"; shift 2 ;;
    *) echo "unknown option $1" >&2; exit 2 ;;
  esac
done
from=$ROOT/bucket/\${1#s3://}
if [ -z "$recursive" ]; then
  cp "$from" "$2"
  exit
fi
cp -r "$from." "$2"
for name in $excluded; do rm -f "$2$name"; done
if [ -e "$ROOT/hold" ]; then
  : >"$ROOT/held"
  while [ ! -e "$ROOT/go" ]; do sleep 0.02; done
fi
`;

/** A signature is "signed by " with the key and the hash of the blob. */
const fakeCosign = `#!/bin/sh
set -eu
echo "cosign $(echo "$*" | sed "s|$HOME|/work|g")" >>"$ROOT/calls"
key= bundle=
[ "$1" = verify-blob ]
shift
while [ "$#" -gt 1 ]; do
  case $1 in
    --key) key=$2; shift 2 ;;
    --bundle) bundle=$2; shift 2 ;;
    --private-infrastructure) shift ;;
    *) echo "unknown option $1" >&2; exit 2 ;;
  esac
done
wanted="signed by $(sha256sum <"$key" | cut -c 1-64) $(sha256sum <"$1" | cut -c 1-64)"
[ "$(cat "$bundle")" = "$wanted" ] || { echo "Error: no matching signatures" >&2; exit 1; }
`;
