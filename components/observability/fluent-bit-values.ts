import type { ChartValues } from "../internal/release";
import { LOKI_HOST } from "./defaults";
import { MASK_SCRIPT, MASK_SCRIPT_NAME } from "./mask-script";
import { resources, restrictedContainer } from "./request";

/** Folder on the node for what has been read and what waits to be sent: it outlives the pod. */
const stateFolder = "/var/log/fluent-bit";

/** Values of Fluent Bit: container logs of every node, tainted ones too, without credentials, with few labels, into Loki. */
export function fluentBitValues(): ChartValues {
  return {
    kind: "DaemonSet",
    image: { pullPolicy: "IfNotPresent" },
    // Its image has no fixed tag.
    testFramework: { enabled: false },
    tolerations: [{ operator: "Exists" }],
    resources: resources("50m", 64, 256),
    // Root without a capability: the files of the container runtime belong to root.
    securityContext: restrictedContainer,
    serviceMonitor: { enabled: true },
    luaScripts: { [MASK_SCRIPT_NAME]: MASK_SCRIPT },
    // Of the node no more than its logs; the chart would also mount folders of Docker and systemd.
    daemonSetVolumes: [{ name: "varlog", hostPath: { path: "/var/log" } }],
    daemonSetVolumeMounts: [{ name: "varlog", mountPath: "/var/log" }],
    config: {
      service: section("SERVICE", [
        ["Daemon", "Off"],
        ["Flush", "1"],
        ["Log_Level", "info"],
        ["Parsers_File", "/fluent-bit/etc/parsers.conf"],
        ["Parsers_File", "/fluent-bit/etc/conf/custom_parsers.conf"],
        ["HTTP_Server", "On"],
        ["HTTP_Listen", "0.0.0.0"],
        ["HTTP_Port", "2020"],
        ["Health_Check", "On"],
        ["storage.path", `${stateFolder}/storage`],
        ["storage.sync", "normal"],
        ["storage.backlog.mem_limit", "16M"],
      ]),
      inputs: section("INPUT", [
        ["Name", "tail"],
        ["Tag", "kube.*"],
        ["Path", "/var/log/containers/*.log"],
        ["multiline.parser", "docker, cri"],
        ["DB", `${stateFolder}/tail.db`],
        ["storage.type", "filesystem"],
        ["Skip_Long_Lines", "On"],
      ]),
      filters: [
        section("FILTER", [
          ["Name", "kubernetes"],
          ["Match", "kube.*"],
          // Fields of a JSON log become fields of the record.
          ["Merge_Log", "On"],
          ["Keep_Log", "Off"],
          ["Annotations", "Off"],
          // No pod may choose not to be seen.
          ["K8S-Logging.Exclude", "Off"],
        ]),
        section("FILTER", [
          ["Name", "lua"],
          ["Match", "kube.*"],
          ["script", `/fluent-bit/scripts/${MASK_SCRIPT_NAME}`],
          ["call", "mask_credentials"],
        ]),
      ].join("\n"),
      outputs: section("OUTPUT", [
        ["Name", "loki"],
        ["Match", "kube.*"],
        ["Host", LOKI_HOST],
        ["Port", "80"],
        ["Labels", pairs(streamLabels)],
        ["Structured_Metadata", pairs(lineLabels)],
        ["Remove_Keys", "kubernetes, stream, _p"],
        // A log that is no JSON is kept as it was written.
        ["Drop_Single_Key", "raw"],
        ["Line_Format", "json"],
        // Loki may be away for long: what waits is on the disk of the node, up to this size.
        ["Retry_Limit", "no_limits"],
        ["storage.total_limit_size", "1G"],
      ]),
    },
  };
}

/**
 * Labels of the streams in Loki. Each combination of their values is a stream with chunks of its own, so none has a value for
 * every pod or request.
 */
const streamLabels = {
  job: "fluent-bit",
  namespace: "$kubernetes['namespace_name']",
  container: "$kubernetes['container_name']",
  model_service: "$kubernetes['labels']['serving.kserve.io/inferenceservice']",
  stream: "$stream",
};

/** What is kept beside each line and can be searched, without a stream of its own. */
const lineLabels = {
  pod: "$kubernetes['pod_name']",
  node: "$kubernetes['host']",
};

function pairs(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([label, value]) => `${label}=${value}`)
    .join(", ");
}

/** A section of Fluent Bit's classic configuration. */
function section(
  name: string,
  settings: readonly (readonly [key: string, value: string])[],
): string {
  return [`[${name}]`, ...settings.map(([key, value]) => `    ${key} ${value}`), ""].join("\n");
}
