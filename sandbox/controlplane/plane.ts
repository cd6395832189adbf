import * as path from "node:path";

import type { SandboxPaths } from "../paths";
import type { ToolName } from "../toolchain/tools";
import { type Certificates, kubernetesServiceAddress } from "./certificates";
import { loopback } from "./ports";
import type { ProcessSpec } from "./process-start";

/** Executables of the control plane, in the order in which they are started. */
export const planeTools = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
] as const satisfies readonly ToolName[];

/** One of the five processes of the control plane. */
export type PlaneProcess = (typeof planeTools)[number];

/** What each port serves. */
export const planePorts = [
  "etcd-client",
  "etcd-peer",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
] as const;

/** What the command lines are made of. */
export interface PlaneInputs {
  readonly paths: SandboxPaths;
  readonly executables: Readonly<Record<PlaneProcess, string>>;
  readonly ports: Readonly<Record<(typeof planePorts)[number], number>>;
  readonly certificates: Certificates;
}

/** Requests a second and burst of clients on loopback: their defaults, 20 and 30, are meant for a shared cluster. */
const clientRate = ["--kube-api-qps=500", "--kube-api-burst=1000"];

/** How the five processes are run. */
export function planeProcesses(inputs: PlaneInputs): Record<PlaneProcess, ProcessSpec> {
  return {
    etcd: etcd(inputs),
    "kube-apiserver": apiServer(inputs),
    "kube-controller-manager": controllerManager(inputs),
    "kube-scheduler": scheduler(inputs),
    kwok: kwok(inputs),
  };
}

/** Configuration file of kwok. */
export function kwokConfigurationFile(paths: SandboxPaths): string {
  return path.join(paths.controlPlane, "kwok.yaml");
}

function etcd({ paths, executables, ports, certificates }: PlaneInputs): ProcessSpec {
  const client = `https://${loopback}:${ports["etcd-client"]}`;
  const peer = `https://${loopback}:${ports["etcd-peer"]}`;
  const { ca, serving, servingKey } = certificates;
  return {
    name: "etcd",
    executable: executables.etcd,
    args: [
      "--name=sandbox",
      `--data-dir=${path.join(paths.controlPlane, "etcd")}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=sandbox=${peer}`,
      ...[`--cert-file=${serving}`, `--key-file=${servingKey}`, `--trusted-ca-file=${ca}`],
      "--client-cert-auth",
      ...[`--peer-cert-file=${serving}`, `--peer-key-file=${servingKey}`],
      ...[`--peer-trusted-ca-file=${ca}`, "--peer-client-cert-auth"],
      // A power cut may lose the last writes; a development cluster is made anew in seconds.
      "--unsafe-no-fsync",
    ],
    ports: { client: ports["etcd-client"], peer: ports["etcd-peer"] },
    readyUrl: `${client}/health`,
    readyWithinSeconds: 30,
  };
}

function apiServer({ executables, ports, certificates, paths }: PlaneInputs): ProcessSpec {
  const port = ports["kube-apiserver"];
  return {
    name: "kube-apiserver",
    executable: executables["kube-apiserver"],
    args: [
      `--bind-address=${loopback}`,
      `--advertise-address=${loopback}`,
      `--secure-port=${port}`,
      "--endpoint-reconciler-type=none",
      `--etcd-servers=https://${loopback}:${ports["etcd-client"]}`,
      `--etcd-cafile=${certificates.ca}`,
      `--etcd-certfile=${certificates.admin}`,
      `--etcd-keyfile=${certificates.adminKey}`,
      `--cert-dir=${path.join(paths.controlPlane, "generated")}`,
      `--client-ca-file=${certificates.ca}`,
      ...servingCertificate(certificates),
      "--authorization-mode=Node,RBAC",
      "--allow-privileged=true",
      // EKS gives Services this range where the VPC lies outside 172.20.0.0/16.
      `--service-cluster-ip-range=${kubernetesServiceAddress.replace(/\.1$/, ".0")}/16`,
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-key-file=${certificates.serviceAccountPublicKey}`,
      `--service-account-signing-key-file=${certificates.serviceAccountKey}`,
      "--profiling=false",
    ],
    ports: { https: port },
    readyUrl: `https://${loopback}:${port}/readyz`,
    readyWithinSeconds: 90,
  };
}

function controllerManager({ paths, executables, ports, certificates }: PlaneInputs): ProcessSpec {
  const port = ports["kube-controller-manager"];
  return {
    name: "kube-controller-manager",
    executable: executables["kube-controller-manager"],
    args: [
      ...controllerFlags(paths, certificates, port),
      // A claim that is made before its volume waits for the next round; the default is 15 s.
      "--pvclaimbinder-sync-period=1s",
      // kwok gives pods their addresses.
      "--controllers=*,-node-ipam-controller",
      `--root-ca-file=${certificates.ca}`,
      `--service-account-private-key-file=${certificates.serviceAccountKey}`,
      `--cluster-signing-cert-file=${certificates.ca}`,
      `--cluster-signing-key-file=${certificates.caKey}`,
    ],
    ports: { https: port },
    readyUrl: `https://${loopback}:${port}/healthz`,
    readyWithinSeconds: 60,
  };
}

function scheduler({ paths, executables, ports, certificates }: PlaneInputs): ProcessSpec {
  const port = ports["kube-scheduler"];
  return {
    name: "kube-scheduler",
    executable: executables["kube-scheduler"],
    args: controllerFlags(paths, certificates, port),
    ports: { https: port },
    readyUrl: `https://${loopback}:${port}/healthz`,
    readyWithinSeconds: 60,
  };
}

function kwok({ paths, executables, ports }: PlaneInputs): ProcessSpec {
  const address = `${loopback}:${ports.kwok}`;
  return {
    name: "kwok",
    executable: executables.kwok,
    args: [
      `--kubeconfig=${paths.kubeconfig}`,
      `--config=${kwokConfigurationFile(paths)}`,
      "--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake",
      // Pods of nodes without a range of their own; outside the default VPC and Service ranges.
      "--cidr=10.244.0.0/16",
      "--node-lease-duration-seconds=40",
      `--server-address=${address}`,
    ],
    ports: { http: ports.kwok },
    readyUrl: `http://${address}/healthz`,
    readyWithinSeconds: 60,
  };
}

function controllerFlags(paths: SandboxPaths, certificates: Certificates, port: number): string[] {
  return [
    `--kubeconfig=${paths.kubeconfig}`,
    `--authentication-kubeconfig=${paths.kubeconfig}`,
    `--authorization-kubeconfig=${paths.kubeconfig}`,
    `--client-ca-file=${certificates.ca}`,
    `--bind-address=${loopback}`,
    `--secure-port=${port}`,
    ...servingCertificate(certificates),
    "--leader-elect=false",
    "--profiling=false",
    ...clientRate,
  ];
}

function servingCertificate({ serving, servingKey }: Certificates): string[] {
  return [`--tls-cert-file=${serving}`, `--tls-private-key-file=${servingKey}`];
}
