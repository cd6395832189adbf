export { applyObjects, deleteObjects } from "./apply";
export {
  controlPlaneStatus,
  type ProcessStatus,
  startControlPlane,
  stopAll,
} from "./control-plane";
export {
  type ControllerName,
  type ControllerOptions,
  startController,
  startRecordedControllers,
  stopController,
} from "./controllers";
export { ControlPlaneError } from "./error";
export type { IstiodOptions } from "./istiod";
export type { KserveOptions } from "./kserve";
export { withStackLock } from "./lock";
export { simulated } from "./stages";
