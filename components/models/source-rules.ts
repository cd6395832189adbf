import { nameProblems } from "../internal/names";
import { didYouMean, type Problem } from "../internal/problems";

/** How strict a check of a source is. */
export interface ModelSourceStrictness {
  /** Whether an image has to be named by its digest, which nobody can move. For production. Default: `false`. */
  readonly requireDigest?: boolean;
}

/** The URI of a model in its parts. */
interface ModelSource {
  /** The URI as errors may show it: without user names, passwords and the query of a signed URL. */
  readonly shown: string;
  /** Bucket, claim, host or organisation. */
  readonly place: string;
  /** What follows the place, without the first slash. */
  readonly path: string;
}

/** Where models may come from: what KServe's storage initializer and controller understand (KServe 0.20), and its check. */
const schemes: Readonly<
  Record<string, (source: ModelSource, strictness: ModelSourceStrictness) => string[]>
> = {
  pvc: claimReasons,
  s3: s3Reasons,
  oci: imageReasons,
  hf: huggingFaceReasons,
  gs: cloudStorageReasons,
  https: httpsReasons,
};

const exampleUris: Readonly<Record<string, string>> = {
  pvc: "pvc://models/scorer",
  s3: "s3://models/scorer",
  oci: "oci://registry.example.com/models/scorer:1.4.0",
  hf: "hf://openai-community/gpt2:607a30d783dfa663caf39e06633721c8d4cfcd7e",
  gs: "gs://models/scorer",
  https: "https://models.example.com/scorer.tar.gz",
};

/**
 * Problems of the URI of a model: a scheme that KServe knows, a bucket, claim or host that can exist, a path that stays
 * in its folder, and something that does not change under the same name: a commit of Hugging Face, an image that is not
 * `latest`. No problem shows a password or a signed query.
 */
export function modelSourceProblems(
  path: string,
  uri: string,
  strictness: ModelSourceStrictness = {},
): Problem[] {
  return sourceReasons(uri, strictness).map((reason) => ({ path, reason }));
}

function sourceReasons(uri: string, strictness: ModelSourceStrictness): string[] {
  const shown = withoutSecrets(uri);
  if (/[\s\p{Cc}]/u.test(uri)) {
    return [`${JSON.stringify(shown)} has a blank or a control character. Remove it.`];
  }
  const known = Object.keys(schemes);
  const listed = known.map((name) => `${name}://`).join(", ");
  const [, scheme, rest] = /^([a-z0-9+.-]+):\/\/(.*)$/i.exec(uri) ?? [];
  if (scheme === undefined || rest === undefined) {
    return [`"${shown}" is not a URI. Start with one of ${listed}.`];
  }
  const check = Object.hasOwn(schemes, scheme) ? schemes[scheme] : undefined;
  if (check === undefined) {
    return [
      `"${scheme}://" is not a place that models can come from.${didYouMean(scheme, known)} Allowed: ${listed}.`,
    ];
  }
  if (rest.includes("@") && scheme !== "oci") {
    return [`"${shown}" has an "@", as URIs with a password have. Give credentials another way.`];
  }
  if (rest.startsWith("/") || rest === "") {
    const missing = scheme === "pvc" ? "claim" : "host or bucket";
    return [`"${shown}" names no ${missing}. Write for instance ${exampleUris[scheme]}.`];
  }
  if (/(^|\/)(\.|%2e)(\.|%2e)(\/|$)/i.test(rest)) {
    return [`"${shown}" leaves its folder with "..". Write the path out.`];
  }
  const [place = ""] = rest.split(/[/?]/);
  const path = rest.at(place.length) === "/" ? rest.slice(place.length + 1) : "";
  return check({ shown, place, path }, strictness);
}

function withoutSecrets(uri: string): string {
  const image = /^oci:/i.test(uri);
  const anonymous = image ? uri : uri.replace(/\/\/.*@.*$/s, "//…");
  return anonymous.replace(/\?.*$/s, "?…");
}

function missingPath({ shown, path }: ModelSource, scheme: string, what: string): string[] {
  if (path.replaceAll("/", "") !== "") return [];
  return [`"${shown}" names no ${what}. Write for instance ${exampleUris[scheme]}.`];
}

function claimReasons(source: ModelSource): string[] {
  return [
    ...nameProblems("", source.place, 253).map(({ reason }) => `names a claim that ${reason}`),
    ...missingPath(source, "pvc", "folder of the claim"),
  ];
}

function s3Reasons(source: ModelSource): string[] {
  return [...bucketNameReasons(source.place), ...missingPath(source, "s3", "prefix")];
}

/** What is wrong with the name of a general purpose bucket (Amazon S3 User Guide, "General purpose bucket naming rules"). */
export function bucketNameReasons(bucket: string): string[] {
  const shape = `Use 3 to 63 lower-case letters, digits, "-" and ".", and start and end with a letter or digit.`;
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket) || bucket.includes("..")) {
    return [`"${bucket}" is not the name of a bucket. ${shape}`];
  }
  if (/^\d+\.\d+\.\d+\.\d+$/.test(bucket)) {
    return [`"${bucket}" is not the name of a bucket: it looks like an address. ${shape}`];
  }
  const reserved =
    /^(xn--|sthree-|amzn-s3-demo-)/.exec(bucket)?.[0] ??
    /(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.exec(bucket)?.[0];
  if (reserved === undefined) return [];
  return [`"${bucket}" is not the name of a bucket: S3 keeps "${reserved}" for itself.`];
}

/** Cloud Storage allows "_" too, and has names with dots for domains that were proved. */
function cloudStorageReasons(source: ModelSource): string[] {
  return [
    ...(/^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/.test(source.place)
      ? []
      : [
          `"${source.place}" is not the name of a bucket. Use 3 to 63 lower-case letters, digits, "-", "_" and ".", and start and end with a letter or digit.`,
        ]),
    ...missingPath(source, "gs", "prefix"),
  ];
}

function imageReasons(source: ModelSource, { requireDigest }: ModelSourceStrictness): string[] {
  const missing = missingPath(source, "oci", "repository");
  if (missing.length > 0) return missing;
  const [repository = "", digest, ...more] = source.path.split("@");
  const [, tag] = /:([^/]*)$/.exec(repository) ?? [];
  if (more.length > 0 || (digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(digest))) {
    return [
      `"${source.shown}" has a digest that is none. Write @sha256: and 64 hexadecimal digits.`,
    ];
  }
  if (tag !== undefined && !/^\w[\w.-]{0,127}$/.test(tag)) {
    return [
      `"${source.shown}" has a tag that is none. Use at most 128 letters, digits, "_", "-" and ".".`,
    ];
  }
  if (digest !== undefined) return [];
  if (requireDigest === true) {
    return [
      `"${source.shown}" is named by a tag, which can be moved. Write @sha256: and its digest.`,
    ];
  }
  if (tag === undefined || tag === "latest") {
    return [
      `"${source.shown}" is whatever was pushed last. Write a version as the tag, or @sha256: and its digest.`,
    ];
  }
  return [];
}

function huggingFaceReasons(source: ModelSource): string[] {
  const [model = "", revision, ...more] = source.path.split(":");
  if (model === "" || model.includes("/") || source.place.includes(":")) {
    return [
      `"${source.shown}" is not a model of Hugging Face. Write its organisation, its name and a commit: ${exampleUris["hf"]}.`,
    ];
  }
  if (revision === undefined) {
    return [
      `"${source.shown}" names no revision, so it is whatever was pushed last. Add ":" and a commit of 40 hexadecimal digits.`,
    ];
  }
  if (more.length > 0 || !/^[0-9a-f]{40}$/.test(revision)) {
    return [
      `"${source.shown}" has a revision that can be moved. Write a commit of 40 hexadecimal digits.`,
    ];
  }
  return [];
}

function httpsReasons(source: ModelSource): string[] {
  const host = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:\d{1,5})?$/i;
  return [
    ...(host.test(source.place)
      ? []
      : [
          `"${source.shown}" names no host that can exist. Write for instance ${exampleUris["https"]}.`,
        ]),
    ...missingPath(source, "https", "file"),
  ];
}
