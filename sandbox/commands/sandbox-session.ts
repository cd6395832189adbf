import { startControlPlane, stopAll } from "../controlplane/control-plane";
import { startRecordedControllers } from "../controlplane/controllers";
import { engineEnvironment } from "../engine/environment";
import type { Operation, OperationResult } from "../engine/messages";
import { officialPluginPorts, type PluginChoice } from "../engine/official-plugins";
import { startPluginHost, type PluginHost } from "../engine/plugin-host";
import { OperationProgress } from "../engine/progress";
import { writeProject } from "../engine/project";
import { OperationError, runOperation } from "../engine/run";
import { interruptedCreates } from "../engine/state";
import type { SandboxPaths } from "../paths";
import { AwsPlugin } from "../plugins/aws/plugin";
import { AwsService } from "../plugins/aws/service";
import type { Report } from "../progress";
import { ensureTools } from "../toolchain/ensure";
import type { ToolName } from "../toolchain/tools";

/** Executables that an operation on a running stack needs. */
const toolNames: readonly ToolName[] = [
  "pulumi",
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
  "pilot-discovery",
  "kserve-controller",
  "lws-controller",
  "karpenter",
];

/** An operation, done. */
export interface FinishedOperation {
  readonly result: OperationResult;
  readonly progress: OperationProgress;
}

/** One use of the sandbox: its tools, its control plane, its plugins and the engine, in the order in which they start. */
export class SandboxSession {
  #pulumi = "";
  #plugins: Promise<PluginHost> | undefined;

  constructor(
    readonly paths: SandboxPaths,
    /** Configuration of the stack. */
    private readonly configFile: string,
    private readonly plugins: PluginChoice,
    readonly signal: AbortSignal,
  ) {}

  /** Finds or builds the executables. */
  async prepareTools(report: Report): Promise<void> {
    writeProject(this.paths, this.configFile);
    void this.#startPlugins();
    const executables = await this.#untilAborted(ensureTools(toolNames, report));
    this.#pulumi = executables.pulumi;
  }

  /** Starts the control plane, or finds it running, with the controllers that had been installed. */
  async startControlPlane(report: Report): Promise<void> {
    await this.#untilAborted(startControlPlane(this.paths, report));
    await this.#untilAborted(startRecordedControllers(this.paths, report));
    await this.#removeInterruptedCreates(report);
  }

  /**
   * An engine that is killed in a create leaves an object that its state does not know. On AWS a person looks for it
   * (`pulumi refresh --import-pending-creates`); here it is removed, and the next `up` makes it again.
   */
  async #removeInterruptedCreates(report: Report): Promise<void> {
    const aws = new AwsPlugin(new AwsService(this.paths));
    for (const { urn, recordedIds } of interruptedCreates(this.paths)) {
      for (const removed of await aws.removeUnrecorded(urn, recordedIds)) {
        report(`removed ${removed}, which an interrupted create had left`);
      }
    }
  }

  /**
   * Runs one operation of the engine.
   *
   * @throws OperationError with everything that the engine and the policies said, each thing once.
   */
  async run(operation: Operation, report: Report, expected?: number): Promise<FinishedOperation> {
    const { ports: standIns } = await this.#untilAborted(this.#startPlugins());
    const progress = new OperationProgress(report, expected);
    const ports = officialPluginPorts(this.plugins, standIns);
    try {
      const result = await runOperation(operation, {
        paths: this.paths,
        environment: engineEnvironment(this.paths, this.#pulumi, ports),
        onEvent: (event) => {
          progress.hear(event);
        },
        signal: this.signal,
      });
      return { result, progress };
    } catch (error) {
      throw error instanceof OperationError ? explained(operation, error, progress) : error;
    }
  }

  /** Ends the plugins; the control plane keeps running. */
  async close(): Promise<void> {
    const plugins = this.#plugins;
    this.#plugins = undefined;
    await (await plugins?.catch(() => undefined))?.stop();
  }

  /** Starts the plugins, or gives those that start already: they load while tools and control plane get ready. */
  #startPlugins(): Promise<PluginHost> {
    this.#plugins ??= startPluginHost(this.paths);
    // A failure is told where the plugins are needed.
    this.#plugins.catch(() => undefined);
    return this.#plugins;
  }

  /** Ends everything that runs for the stack. */
  async stop(): Promise<void> {
    await this.close();
    await stopAll(this.paths);
  }

  async #untilAborted<Value>(work: Promise<Value>): Promise<Value> {
    this.signal.throwIfAborted();
    return Promise.race([work, aborted(this.signal)]);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => {
      reject(signal.reason as Error);
    });
  });
}

function explained(
  operation: Operation,
  error: OperationError,
  progress: OperationProgress,
): OperationError {
  const blocking = progress.findings.filter(({ level }) => level === "mandatory");
  const lines = [
    ...blocking.map(
      ({ policy, resource, message }) => `policy ${policy}: ${resource ?? "stack"}: ${message}`,
    ),
    ...progress.errors,
  ];
  const said = lines.length > 0 ? lines : [error.message.trim()];
  return new OperationError([`${operation} failed:`, ...said].join("\n  "), { cause: error });
}
