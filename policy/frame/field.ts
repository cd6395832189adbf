import { isUnknownValueError } from "./unknown-value";

/** What a preview can say about a property: its value, that it is not set, or that it comes later. */
export type Read<T> =
  | { readonly state: "known"; readonly value: T }
  | { readonly state: "absent" }
  | { readonly state: "unknown" };

const absent = { state: "absent" } as const;
const unknown = { state: "unknown" } as const;

/**
 * A place in the properties of a resource: its path, and a reader that never throws.
 *
 * The policy SDK hands out properties behind a proxy that throws when a value is unknown during
 * preview, which would end the whole policy. A field turns that into a third state. `null` and a
 * value of another type than asked for count as absent: the provider has already checked types.
 */
export class Field {
  private constructor(
    /** Property path as Pulumi writes it, for instance `spec.taints[0]["value"]`. */
    readonly path: string,
    private readonly parent: Field | undefined,
    private readonly key: string | number,
    private readonly root: unknown,
  ) {}

  /** The root of `properties`; `path` names it where it is not the resource itself. */
  static root(properties: unknown, path = ""): Field {
    return new Field(path, undefined, "", properties);
  }

  /** A property, or an element of a list; the path may be several names long. */
  at(...keys: readonly (string | number)[]): Field {
    return keys.reduce<Field>(
      (field, key) => new Field(childPath(field.path, key), field, key, undefined),
      this,
    );
  }

  /** The raw value, for the typed readers. */
  read(): Read<unknown> {
    if (this.parent === undefined) {
      return present(this.root);
    }
    const container = this.parent.read();
    if (container.state !== "known") {
      return container;
    }
    return readKey(container.value, this.key);
  }

  string(): Read<string> {
    return this.typed((value) => typeof value === "string");
  }

  boolean(): Read<boolean> {
    return this.typed((value) => typeof value === "boolean");
  }

  number(): Read<number> {
    return this.typed((value) => typeof value === "number");
  }

  /** The text of a string, number or boolean: Kubernetes quantities may be either. */
  text(): Read<string> {
    const raw = this.read();
    if (raw.state !== "known") {
      return raw;
    }
    const { value } = raw;
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
      ? { state: "known", value: String(value) }
      : absent;
  }

  /** The elements of a list; each may itself be unknown. */
  items(): Read<readonly Field[]> {
    const list = this.typed((value): value is readonly unknown[] => Array.isArray(value));
    return list.state === "known"
      ? { state: "known", value: Array.from({ length: list.value.length }, (_, i) => this.at(i)) }
      : list;
  }

  /** The names of the properties that are set here; reading names never meets an unknown. */
  keys(): Read<readonly string[]> {
    const object = this.typed(isRecord);
    return object.state === "known" ? { state: "known", value: Object.keys(object.value) } : object;
  }

  /** Whether the property is set to anything, be it unknown. */
  isSet(): boolean {
    return this.read().state !== "absent";
  }

  private typed<T>(guard: (value: unknown) => value is T): Read<T> {
    const raw = this.read();
    if (raw.state !== "known") {
      return raw;
    }
    return guard(raw.value) ? { state: "known", value: raw.value } : absent;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function present(value: unknown): Read<unknown> {
  return value === undefined || value === null ? absent : { state: "known", value };
}

function readKey(container: unknown, key: string | number): Read<unknown> {
  if (
    typeof container !== "object" ||
    container === null ||
    !Object.prototype.hasOwnProperty.call(container, key)
  ) {
    return absent;
  }
  try {
    return present(Reflect.get(container, key));
  } catch (error) {
    if (isUnknownValueError(error)) {
      return unknown;
    }
    throw error;
  }
}

function childPath(parent: string, key: string | number): string {
  if (typeof key === "number") {
    return `${parent}[${key}]`;
  }
  if (!/^[A-Za-z_][\w-]*$/.test(key)) {
    return `${parent}["${key}"]`;
  }
  return parent === "" ? key : `${parent}.${key}`;
}
