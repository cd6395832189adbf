/** Values of Istio's label `response_code` for which the server is at fault; 0 is a connection that broke before an answer. */
export const FAILED_RESPONSE_CODES = "5..|0";

/**
 * Values of Istio's label `grpc_response_status` for which the server is at fault: Unknown, DeadlineExceeded,
 * Unimplemented, Internal, Unavailable and DataLoss (gRPC, "Status codes and their use").
 */
export const FAILED_GRPC_STATUSES = "2|4|12|13|14|15";
