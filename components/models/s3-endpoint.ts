import type { Problem } from "../internal/problems";

/** An S3 API other than that of AWS, for instance MinIO in a cluster for development. */
export interface S3Endpoint {
  /** Host, and port where it is not that of the scheme, without a scheme: `minio.minio:9000`. */
  readonly host: string;
  /** Region that requests are signed for. MinIO takes any. Default: `us-east-1`, the default of MinIO. */
  readonly region?: string;
  /** Whether the endpoint has no TLS. Models and signatures are then readable on the way. Default: `false`. */
  readonly plainHttp?: boolean;
  /**
   * ConfigMap in the namespace of the model whose `cabundle.crt` has the CA of the endpoint. Certificates are always
   * checked. Default: the CAs of the image.
   */
  readonly caBundleConfigMap?: string;
}

const prefix = "serving.kserve.io";

/**
 * The annotations that send KServe's storage initializer to an endpoint. They belong on the Secret that has
 * `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` and that the ServiceAccount lists under `secrets`; KServe 0.20 reads
 * those of the ServiceAccount itself only where it also has `eks.amazonaws.com/role-arn`
 * (`pkg/credentials/service_account_credentials.go`).
 */
export function s3EndpointAnnotations(endpoint: S3Endpoint): Record<string, string> {
  return {
    [`${prefix}/s3-endpoint`]: endpoint.host,
    [`${prefix}/s3-region`]: endpoint.region ?? "us-east-1",
    [`${prefix}/s3-usehttps`]: endpoint.plainHttp === true ? "0" : "1",
    [`${prefix}/s3-verifyssl`]: endpoint.plainHttp === true ? "0" : "1",
    ...(endpoint.caBundleConfigMap !== undefined && {
      [`${prefix}/s3-cabundle-configmap`]: endpoint.caBundleConfigMap,
    }),
  };
}

/** Problems of an endpoint. */
export function s3EndpointProblems(endpoint: S3Endpoint): Problem[] {
  const problems: Problem[] = [];
  if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/i.test(endpoint.host)) {
    problems.push({
      path: "host",
      reason: `is not a host. Write it without a scheme, a path or credentials, for instance minio.minio:9000.`,
    });
  }
  if (endpoint.plainHttp === true && endpoint.caBundleConfigMap !== undefined) {
    problems.push({
      path: "caBundleConfigMap",
      reason: "has no use without TLS. Remove it, or remove plainHttp.",
    });
  }
  return problems;
}
