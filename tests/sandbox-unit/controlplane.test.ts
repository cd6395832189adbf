import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import forge from "node-forge";
import { parse } from "yaml";

import { ensureCertificates, serialNumber } from "../../sandbox/controlplane/certificates";
import { mergeJson } from "../../sandbox/controlplane/json-merge";
import { configuredMap } from "../../sandbox/controlplane/kserve";
import { reachableAt } from "../../sandbox/controlplane/webhooks";
import { writeKubeconfig } from "../../sandbox/controlplane/kubeconfig";
import { planePorts, planeProcesses, planeTools } from "../../sandbox/controlplane/plane";
import { cloudStages } from "../../sandbox/controlplane/stages";
import { sandboxPaths } from "../../sandbox/paths";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "controlplane-"));
after(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

describe("certificates", () => {
  const files = ensureCertificates(path.join(folder, "pki"));
  const read = (file: string): forge.pki.Certificate =>
    forge.pki.certificateFromPem(fs.readFileSync(file, "utf8"));

  it("are signed by the sandbox's own authority, for one year", () => {
    const ca = read(files.ca);
    for (const certificate of [read(files.serving), read(files.admin)]) {
      assert.equal(ca.verify(certificate), true);
      const days = (certificate.validity.notAfter.getTime() - Date.now()) / 86_400_000;
      assert.ok(days > 364 && days <= 365, String(days));
    }
  });

  it("name the loopback address, and make the administrator a cluster administrator", () => {
    const names = read(files.serving).getExtension("subjectAltName") as {
      altNames: { type: number; value: string; ip?: string }[];
    };
    assert.deepEqual(
      names.altNames.map(({ ip, value }) => ip ?? value),
      [
        ...["127.0.0.1", "172.20.0.1"],
        ...["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"],
      ],
    );
    const subject = read(files.admin).subject;
    assert.equal((subject.getField("O") as { value: string }).value, "system:masters");
  });

  it("can be read by their owner only", () => {
    assert.equal(fs.statSync(path.join(folder, "pki")).mode & 0o777, 0o700);
    for (const file of Object.values(files) as string[]) {
      assert.equal(fs.statSync(file).mode & 0o777, 0o600, file);
    }
  });

  it("stay, and are made anew when they are missing; the key of service accounts stays then too", () => {
    const content = (): string[] =>
      (Object.values(files) as string[]).map((file) => fs.readFileSync(file, "utf8"));
    const before = content();
    ensureCertificates(path.join(folder, "pki"));
    assert.deepEqual(content(), before);
    const account = fs.readFileSync(files.serviceAccountKey, "utf8");
    fs.rmSync(files.admin);
    ensureCertificates(path.join(folder, "pki"));
    assert.notEqual(fs.readFileSync(files.ca, "utf8"), before[0]);
    assert.equal(read(files.ca).verify(read(files.admin)), true);
    assert.equal(fs.readFileSync(files.serviceAccountKey, "utf8"), account);
  });

  it("go into a kubeconfig that only its owner can read", () => {
    const paths = sandboxPaths("dev", folder);
    fs.mkdirSync(paths.controlPlane, { recursive: true });
    writeKubeconfig(paths, files, 4242);
    assert.equal(fs.statSync(paths.kubeconfig).mode & 0o777, 0o600);
    const config = parse(fs.readFileSync(paths.kubeconfig, "utf8")) as {
      "current-context": string;
      clusters: { cluster: Record<string, string> }[];
    };
    assert.equal(config["current-context"], "sandbox-dev");
    assert.equal(config.clusters[0]?.cluster["server"], "https://127.0.0.1:4242");
  });
});

describe("serial numbers of certificates", () => {
  it("are positive and begin with no zero, whatever the random bytes begin with", () => {
    const rest = "\x00".repeat(15);
    assert.deepEqual(
      ["\x00", "\x01", "\x3f", "\x40", "\x80", "\xff"].map((first) =>
        serialNumber(first + rest).slice(0, 4),
      ),
      ["4000", "4100", "7f00", "4000", "4000", "7f00"],
    );
  });
});

describe("command lines of the control plane", () => {
  const ports = Object.fromEntries(
    planePorts.map((name, index) => [name, 30_001 + index]),
  ) as Record<(typeof planePorts)[number], number>;
  const executables = Object.fromEntries(
    planeTools.map((name) => [name, `/bin/${name}`]),
  ) as Record<(typeof planeTools)[number], string>;
  const processes = planeProcesses({
    paths: sandboxPaths("dev", "/base"),
    executables,
    ports,
    certificates: ensureCertificates(path.join(folder, "pki")),
  });

  it("listen on loopback only", () => {
    for (const { name, args, readyUrl } of Object.values(processes)) {
      const addresses = args.filter((arg) => /^--(bind|server|advertise)-address=/.test(arg));
      const urls = args.filter((arg) => arg.startsWith("--listen-"));
      assert.ok(addresses.length + urls.length > 0, name);
      for (const arg of addresses) assert.match(arg, /=127\.0\.0\.1(:\d+)?$/);
      for (const arg of urls) assert.match(arg, /=https:\/\/127\.0\.0\.1:\d+$/);
      assert.match(readyUrl, /^https?:\/\/127\.0\.0\.1:3000\d\//);
    }
  });

  it("use each port once as a listener", () => {
    const used = Object.values(processes).flatMap((spec) => Object.values(spec.ports));
    assert.deepEqual([...used].sort(), Object.values(ports));
  });

  it("authorise requests as EKS does and publish no endpoint of the loopback address", () => {
    const { args } = processes["kube-apiserver"];
    for (const flag of ["--authorization-mode=Node,RBAC", "--endpoint-reconciler-type=none"]) {
      assert.ok(args.includes(flag), flag);
    }
    assert.ok(args.includes("--service-cluster-ip-range=172.20.0.0/16"));
  });

  it("let nobody read etcd without a certificate", () => {
    assert.ok(processes.etcd.args.includes("--client-cert-auth"));
    assert.ok(processes.etcd.args.includes("--peer-client-cert-auth"));
  });
});

describe("KServe beside the cluster", () => {
  it("gets its configuration by section, the rest as KServe ships it", () => {
    const changed = configuredMap(
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "c" },
        data: { deploy: '{"a":1,"b":{"c":2,"d":3}}', other: "{}" },
      },
      { deploy: { a: 5, b: { c: 6 } }, ingress: { x: true } },
    );
    const data = changed["data"] as Record<string, string>;
    assert.deepEqual(Object.keys(data), ["deploy", "other", "ingress"]);
    assert.deepEqual(JSON.parse(data["deploy"] ?? ""), { a: 5, b: { c: 6, d: 3 } });
    assert.deepEqual(JSON.parse(data["ingress"] ?? ""), { x: true });
    assert.equal(data["other"], "{}");
  });

  it("has its webhooks called on loopback with the sandbox's authority", () => {
    const registration = {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "MutatingWebhookConfiguration",
      metadata: { name: "w" },
      webhooks: [
        { name: "a", failurePolicy: "Fail", clientConfig: { service: { path: "/mutate" } } },
      ],
    };
    assert.deepEqual(reachableAt(registration, 7, "Q0E=")["webhooks"], [
      {
        name: "a",
        failurePolicy: "Fail",
        clientConfig: { url: "https://127.0.0.1:7/mutate", caBundle: "Q0E=" },
      },
    ]);
    const broken = { ...registration, webhooks: [{ name: "a" }] };
    assert.throws(() => reachableAt(broken, 7, ""), {
      message: "webhook configuration w names no path",
    });
  });
});

describe("values", () => {
  it("merge as Helm merges them: objects by field, lists whole", () => {
    const base = { a: { b: 1, c: [1, 2] }, d: "x" };
    assert.deepEqual(mergeJson(base, { a: { c: [3] }, d: { e: null } }), {
      a: { b: 1, c: [3] },
      d: { e: null },
    });
    assert.deepEqual(base, { a: { b: 1, c: [1, 2] }, d: "x" });
  });
});

describe("stand-ins for the cloud", () => {
  it("act on load balancers, claims and released volumes", () => {
    const kinds = (cloudStages as readonly { spec: { resourceRef: object } }[]).map(
      ({ spec }) => spec.resourceRef,
    );
    assert.deepEqual(kinds, [
      { apiGroup: "v1", kind: "Service" },
      { apiGroup: "v1", kind: "PersistentVolumeClaim" },
      { apiGroup: "v1", kind: "PersistentVolume" },
    ]);
  });
});
