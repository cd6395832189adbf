import {
  asStringMap,
  isProperties,
  sameValue,
  type Properties,
  type PropertyValue,
} from "../properties";
import { ApiError, isAbsent, type KubernetesApi, type ObjectReference } from "./api";
import { fieldManager, manifestOf } from "./manifest";

/**
 * The inputs that would lead to what is in the cluster now: `inputs` themselves where nobody changed
 * a field of theirs. The API server itself says what the inputs mean after defaults and unit
 * conversions: a forced dry-run apply of them is compared with the live object. Where it refuses that
 * apply, no drift is claimed.
 */
export async function liveInputs(
  api: KubernetesApi,
  reference: ObjectReference,
  inputs: Properties,
  live: Properties,
): Promise<Properties> {
  const wanted = await applied(api, reference, inputs);
  if (wanted === undefined) return inputs;
  const drifted = withDrift(inputs, live, wanted);
  return isProperties(drifted) ? withSecretDrift(drifted, live, wanted) : inputs;
}

/** `given`, with the live value wherever the live object differs from the wanted one. */
export function withDrift(
  given: PropertyValue,
  live: PropertyValue | undefined,
  wanted: PropertyValue | undefined,
): PropertyValue | undefined {
  if (sameValue(live, wanted)) return given;
  if (isProperties(given) && isProperties(live) && isProperties(wanted)) {
    const entries = Object.entries(given).flatMap(([key, value]) => {
      const merged = withDrift(value, live[key], wanted[key]);
      return merged === undefined ? [] : [[key, merged] as const];
    });
    return Object.fromEntries(entries);
  }
  if (Array.isArray(given) && isListLike(given, live) && isListLike(given, wanted)) {
    return given.map((value, index) => withDrift(value, live[index], wanted[index]) ?? null);
  }
  return live;
}

function isListLike(
  given: readonly PropertyValue[],
  other: PropertyValue | undefined,
): other is PropertyValue[] {
  return Array.isArray(other) && given.length === other.length;
}

/** `stringData` of a Secret is stored in `data`: its drift shows there. */
function withSecretDrift(inputs: Properties, live: Properties, wanted: Properties): Properties {
  if (inputs["kind"] !== "Secret" || inputs["stringData"] === undefined) return inputs;
  const [liveData, wantedData] = [asStringMap(live["data"]), asStringMap(wanted["data"])];
  const stringData = Object.entries(asStringMap(inputs["stringData"])).flatMap(([key, value]) => {
    const current = liveData[key];
    if (current === wantedData[key]) return [[key, value]];
    return current === undefined ? [] : [[key, Buffer.from(current, "base64").toString("utf8")]];
  });
  return { ...inputs, stringData: Object.fromEntries(stringData) as Properties };
}

async function applied(
  api: KubernetesApi,
  reference: ObjectReference,
  inputs: Properties,
): Promise<Properties | undefined> {
  const options = { force: true, dryRun: true, fieldManager };
  try {
    return await api.apply(manifestOf(inputs), reference, options);
  } catch (error) {
    if (isAbsent(error) || error instanceof ApiError) return undefined;
    throw error;
  }
}
