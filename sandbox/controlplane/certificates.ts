import * as fs from "node:fs";
import * as path from "node:path";
import forge from "node-forge";

import { loopback } from "./ports";

/** First address of the range of Service addresses: the `kubernetes` Service. */
export const kubernetesServiceAddress = "172.20.0.1";

/** Files of the sandbox's own certificate authority. */
export interface Certificates {
  readonly ca: string;
  readonly caKey: string;
  /** Certificate of every server on loopback; also of etcd as a client of itself. */
  readonly serving: string;
  readonly servingKey: string;
  /** Client certificate of the administrator, in the group `system:masters`. */
  readonly admin: string;
  readonly adminKey: string;
  /** Key pair that signs the tokens of service accounts. */
  readonly serviceAccountKey: string;
  readonly serviceAccountPublicKey: string;
}

const validityDays = 365;

/** Certificates are made anew when they end within this time. */
const renewBeforeMilliseconds = 24 * 60 * 60 * 1000;

/** Makes the certificates of a control plane, or keeps those of an earlier start. Every file has mode 0600. */
export function ensureCertificates(folder: string): Certificates {
  const files = certificateFiles(folder);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Tokens stay valid across a renewal: their key pair is made once.
  if (!fs.existsSync(files.serviceAccountKey)) writeServiceAccountKeys(files);
  if (!isValid(files.admin)) writeCertificates(files);
  return files;
}

/** Paths of the files, without making them. */
export function certificateFiles(folder: string): Certificates {
  const file = (name: string): string => path.join(folder, name);
  return {
    ca: file("ca.crt"),
    caKey: file("ca.key"),
    serving: file("serving.crt"),
    servingKey: file("serving.key"),
    admin: file("admin.crt"),
    adminKey: file("admin.key"),
    serviceAccountKey: file("service-account.key"),
    serviceAccountPublicKey: file("service-account.pub"),
  };
}

function isValid(file: string): boolean {
  if (!fs.existsSync(file)) return false;
  const { notAfter } = forge.pki.certificateFromPem(fs.readFileSync(file, "utf8")).validity;
  return notAfter.getTime() - Date.now() > renewBeforeMilliseconds;
}

function writeServiceAccountKeys(files: Certificates): void {
  const { privateKey, publicKey } = keyPair();
  write(files.serviceAccountKey, forge.pki.privateKeyToPem(privateKey));
  write(files.serviceAccountPublicKey, forge.pki.publicKeyToPem(publicKey));
}

function writeCertificates(files: Certificates): void {
  const ca = selfSigned();
  const serving = signed(ca, [{ name: "commonName", value: "sandbox" }], servingExtensions);
  const admin = signed(
    ca,
    [
      { name: "commonName", value: "sandbox-administrator" },
      { name: "organizationName", value: "system:masters" },
    ],
    [{ name: "extKeyUsage", clientAuth: true }],
  );
  write(files.ca, forge.pki.certificateToPem(ca.certificate));
  write(files.caKey, forge.pki.privateKeyToPem(ca.key));
  write(files.serving, forge.pki.certificateToPem(serving.certificate));
  write(files.servingKey, forge.pki.privateKeyToPem(serving.key));
  write(files.adminKey, forge.pki.privateKeyToPem(admin.key));
  // Written last: its presence says that the set is whole.
  write(files.admin, forge.pki.certificateToPem(admin.certificate));
}

interface Issued {
  readonly certificate: forge.pki.Certificate;
  readonly key: forge.pki.rsa.PrivateKey;
}

const servingExtensions = [
  { name: "extKeyUsage", serverAuth: true, clientAuth: true },
  {
    name: "subjectAltName",
    altNames: [
      ...[loopback, kubernetesServiceAddress].map((ip) => ({ type: 7, ip })),
      ...["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"].map(
        (value) => ({ type: 2, value }),
      ),
    ],
  },
];

function selfSigned(): Issued {
  const subject = [{ name: "commonName", value: "sandbox certificate authority" }];
  const { certificate, key } = unsigned(subject);
  certificate.setIssuer(subject);
  certificate.setExtensions([
    { name: "basicConstraints", cA: true, critical: true },
    { name: "keyUsage", keyCertSign: true, digitalSignature: true, critical: true },
    { name: "subjectKeyIdentifier" },
  ]);
  certificate.sign(key, forge.md.sha256.create());
  return { certificate, key };
}

function signed(
  ca: Issued,
  subject: forge.pki.CertificateField[],
  extensions: readonly object[],
): Issued {
  const { certificate, key } = unsigned(subject);
  certificate.setIssuer(ca.certificate.subject.attributes);
  certificate.setExtensions([
    { name: "keyUsage", digitalSignature: true, keyEncipherment: true, critical: true },
    ...extensions,
  ]);
  certificate.sign(ca.key, forge.md.sha256.create());
  return { certificate, key };
}

function unsigned(subject: forge.pki.CertificateField[]): Issued {
  const { privateKey, publicKey } = keyPair();
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  certificate.serialNumber = serialNumber(forge.random.getBytesSync(16));
  // An hour back, so that a clock that is set a little does not refuse a new certificate.
  certificate.validity.notBefore = new Date(Date.now() - 60 * 60 * 1000);
  certificate.validity.notAfter = new Date(Date.now() + validityDays * 24 * 60 * 60 * 1000);
  certificate.setSubject(subject);
  return { certificate, key: privateKey };
}

/**
 * A serial number in hexadecimal digits, of 16 random bytes. Its first byte is one from 40 to 7f: with a higher one the
 * number would be negative, and Go refuses a certificate whose number begins with zeros.
 */
export function serialNumber(random: string): string {
  const first = (random.charCodeAt(0) & 0x3f) | 0x40;
  return forge.util.bytesToHex(String.fromCharCode(first) + random.slice(1));
}

function keyPair(): forge.pki.rsa.KeyPair {
  return forge.pki.rsa.generateKeyPair({ bits: 2048 });
}

function write(file: string, content: string): void {
  fs.writeFileSync(file, content, { mode: 0o600 });
}
