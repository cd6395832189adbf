/** The control plane or one of its controllers cannot be started, stopped or used. The message says what to do. */
export class ControlPlaneError extends Error {
  override readonly name = "ControlPlaneError";
}
