import { parseAllDocuments } from "yaml";

/** A value of a JSON document. */
export type Json = null | boolean | number | string | Json[] | { [field: string]: Json };

/** A Kubernetes object as plain JSON. */
export interface ManifestObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; [field: string]: Json };
  [field: string]: Json;
}

/** Every object in a YAML text, empty documents left out. `source` names the text in errors. */
export function parseManifests(text: string, source: string): ManifestObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw new Error(`${source} is not YAML: ${error.message}`);
    const value: unknown = document.toJS();
    if (value === null) return [];
    if (!isManifestObject(value)) {
      throw new Error(`${source} holds a document without apiVersion, kind and metadata.name.`);
    }
    return [value];
  });
}

function isManifestObject(value: unknown): value is ManifestObject {
  if (typeof value !== "object" || value === null) return false;
  const { apiVersion, kind, metadata } = value as Partial<ManifestObject>;
  return (
    typeof apiVersion === "string" && typeof kind === "string" && typeof metadata?.name === "string"
  );
}

/** A CustomResourceDefinition without the descriptions of its fields; any other object as it is. */
export function withoutDescriptions(object: ManifestObject): ManifestObject {
  if (object.kind !== "CustomResourceDefinition") return object;
  return { ...object, spec: pruned(object.spec ?? null) };
}

function pruned(value: Json): Json {
  if (Array.isArray(value)) return value.map(pruned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, content]) => key !== "description" || typeof content !== "string")
      .map(([key, content]) => [key, pruned(content)]),
  );
}
