import { autoName, isAutoName } from "../naming";
import {
  asProperties,
  asString,
  asStringMap,
  plain,
  without,
  type Properties,
} from "../properties";
import type { ObjectReference } from "./api";

/** Field manager of every apply, as the official provider names itself. */
export const fieldManager = "pulumi-kubernetes";

/** Digits of a made-up name, as the official provider has them. */
const nameDigits = 8;

/** Namespace of objects whose program names none. */
const defaultNamespace = "default";

/** The part of `inputs` that goes to the API server: no field with a null value. */
export function manifestOf(inputs: Properties): Properties {
  return plain(withoutNulls(inputs));
}

/** Names the object that `inputs` describe. Its namespace is `undefined` where it is not given. */
export function referenceOf(inputs: Properties): ObjectReference {
  const metadata = asProperties(inputs["metadata"]);
  return {
    apiVersion: asString(inputs["apiVersion"]) ?? "",
    kind: asString(inputs["kind"]) ?? "",
    name: asString(metadata["name"]) ?? "",
    namespace: asString(metadata["namespace"]),
  };
}

/** Names the object with `id`, which is `name` or `namespace/name`. */
export function referenceFromId(id: string, type: string): ObjectReference {
  const slash = id.indexOf("/");
  const namespace = slash < 0 ? undefined : id.slice(0, slash);
  return { ...typeOf(type), name: id.slice(slash + 1), namespace };
}

/** `name` or `namespace/name`. */
export function idOf({ name, namespace }: ObjectReference): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** `Deployment prod/web`, for messages. */
export function describe(reference: ObjectReference): string {
  return `${reference.kind} ${idOf(reference)}`;
}

/** `kubernetes:apps/v1:Deployment` → `apps/v1`, `Deployment`; the group `core` has no name in the API. */
export function typeOf(type: string): { readonly apiVersion: string; readonly kind: string } {
  const [, group = "", kind = ""] = type.split(":");
  return { apiVersion: group.replace(/^core\//, ""), kind };
}

/**
 * `inputs` with a name and, for namespaced kinds, a namespace. A made-up name is kept; an object that
 * was made without a namespace, because its kind was not known yet, stays without.
 */
export function withIdentity(
  inputs: Properties,
  oldInputs: Properties | undefined,
  logicalName: string,
  namespaced: boolean,
): Properties {
  const metadata = asProperties(inputs["metadata"]);
  const { name, namespace } = metadata;
  const unscoped =
    oldInputs !== undefined && asProperties(oldInputs["metadata"])["namespace"] === undefined;
  const identity: Properties = { ...metadata };
  if (namespaced && namespace === undefined && !unscoped) identity["namespace"] = defaultNamespace;
  if (name === undefined) identity["name"] = madeUpName(oldInputs, logicalName);
  return { ...inputs, metadata: identity };
}

/** Whether the program chose the name: two objects with it cannot exist side by side. */
export function hasFixedName(inputs: Properties, logicalName: string): boolean {
  return !isAutoName(referenceOf(inputs).name, baseName(logicalName), nameDigits);
}

/** A name for a Helm release or an object without one. */
export function madeUpName(oldInputs: Properties | undefined, logicalName: string): string {
  const base = baseName(logicalName);
  const old =
    asString(asProperties(oldInputs?.["metadata"])["name"]) ?? asString(oldInputs?.["name"]);
  return old !== undefined && isAutoName(old, base, nameDigits) ? old : autoName(base, nameDigits);
}

/** Value of an annotation such as `pulumi.com/skipAwait`. */
export function annotation(inputs: Properties, name: string): string | undefined {
  return asStringMap(asProperties(inputs["metadata"])["annotations"])[name];
}

/** `object` as it goes into the state: what changes on its own with every write is left out. */
export function stateOf(object: Properties): Properties {
  const metadata = asProperties(object["metadata"]);
  const kept = without(metadata, "managedFields", "resourceVersion", "generation");
  return { ...object, metadata: kept };
}

function baseName(logicalName: string): string {
  return logicalName.toLowerCase();
}

function withoutNulls(properties: Properties): Properties {
  return JSON.parse(
    JSON.stringify(properties, (_key, value: unknown) => (value === null ? undefined : value)),
  ) as Properties;
}
