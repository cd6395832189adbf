import type * as pulumi from "@pulumi/pulumi";

import type { IdentityCluster } from "../identity/workload-role";
import type { Artifacts } from "../internal/artifacts";
import type { Memory } from "../internal/units";

/** How a version is proved to come from those who may publish models. */
export interface VersionSignature {
  /**
   * Public key in PEM. The signature lies beside the manifest as `SHA256SUMS.sigstore.json`: `cosign sign-blob --key …
   * --bundle SHA256SUMS.sigstore.json SHA256SUMS`. The transparency log is not asked: clusters need not reach it.
   */
  readonly publicKey: string;
}

/** One immutable version of a model, in S3. */
export interface ModelVersion {
  /** Number of its folder, from 1. A number is never used again for other files. */
  readonly version: number;
  /**
   * Its files, as `s3://bucket/prefix/`. Beside them lies the manifest `SHA256SUMS`, made there with
   * `find . -type f ! -name 'SHA256SUMS*' -printf '%P\0' | xargs -0 sha256sum > SHA256SUMS`.
   */
  readonly source: string;
  /** SHA-256 of the manifest, 64 hexadecimal digits: says what the files are, whoever may write to the bucket. */
  readonly manifestSha256: string;
  /** Default: not signed. */
  readonly signature?: VersionSignature;
  /** Size of all files, from which the time limit of the copy is made. Default: a time limit of one hour. */
  readonly size?: Memory;
}

/** What the loader of a repository needs beside the versions. */
export interface LoaderArgs {
  /** The cluster whose ServiceAccount reads the sources, through EKS Pod Identity. */
  readonly cluster: IdentityCluster;
  /** Region of the buckets. */
  readonly region: pulumi.Input<string>;
  /** Key that encrypts the sources. Default: none, for buckets without a customer key. */
  readonly kmsKeyArn?: pulumi.Input<string>;
  /** Mirror of the images. Default: the original places. */
  readonly artifacts?: Artifacts;
}

/** A version with the model that it belongs to. */
export interface LoadRequest extends ModelVersion {
  readonly model: string;
  /** Content of `config.pbtxt` of the model. */
  readonly config: string;
}

/** Bucket and prefix of a source. */
export function sourceLocation(source: string): {
  readonly bucket: string;
  readonly prefix: string;
} {
  const [bucket = "", ...path] = source.replace("s3://", "").split("/");
  return { bucket, prefix: path.join("/") };
}
