export { ensureTools } from "./ensure";
export { ToolchainError } from "./error";
export { modules } from "./go-modules";
export type { Json, ManifestObject } from "./manifest-object";
export { manifestDocuments, type ManifestName, moduleFiles } from "./manifests";
export type { ToolName } from "./tools";
