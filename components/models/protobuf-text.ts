/** A name without quotes: a value of an enum. */
export class ProtobufEnum {
  constructor(readonly name: string) {}
}

/** A message: its fields, in the order in which they are written. What is `undefined`, or an empty list, is left out. */
export interface ProtobufMessage {
  readonly [field: string]: ProtobufValue | readonly ProtobufValue[] | undefined;
}

type ProtobufValue = string | number | boolean | ProtobufEnum | ProtobufMessage;

/** The text form of a message: one field a line, ASCII only. */
export function protobufText(message: ProtobufMessage): string {
  return fieldLines(message)
    .map((line) => `${line}\n`)
    .join("");
}

/** The same message, or nothing where it says nothing. */
export function unlessEmpty(message: ProtobufMessage): ProtobufMessage | undefined {
  return Object.values(message).every(isLeftOut) ? undefined : message;
}

/** Entries of a map field. */
export function mapEntries<Value>(
  record: Readonly<Record<string, Value>> | undefined,
  valueOf: (value: Value) => ProtobufValue,
): ProtobufMessage[] {
  return Object.entries(record ?? {}).map(([key, value]) => ({ key, value: valueOf(value) }));
}

function fieldLines(message: ProtobufMessage): string[] {
  return Object.entries(message).flatMap(([field, value]) => {
    if (value === undefined) return [];
    if (!isList(value)) return valueLines(field, value);
    if (value.length === 0) return [];
    const scalars = value.flatMap((item) => (isMessage(item) ? [] : [scalarText(item)]));
    return scalars.length === value.length
      ? [`${field}: [ ${scalars.join(", ")} ]`]
      : value.flatMap((item) => valueLines(field, item));
  });
}

function valueLines(field: string, value: ProtobufValue): string[] {
  if (!isMessage(value)) return [`${field}: ${scalarText(value)}`];
  const lines = fieldLines(value);
  if (lines.length === 0) return [`${field} {}`];
  return [`${field} {`, ...lines.map((line) => `  ${line}`), "}"];
}

function scalarText(value: Exclude<ProtobufValue, ProtobufMessage>): string {
  if (typeof value === "string") return quoted(value);
  return value instanceof ProtobufEnum ? value.name : String(value);
}

/** Bytes that are not printable ASCII are written in octal, as protobuf does it, so that no tool on the way can change them. */
function quoted(text: string): string {
  const characters = [...Buffer.from(text, "utf8")].map((byte) => {
    const character = String.fromCharCode(byte);
    if (character === '"' || character === "\\") return `\\${character}`;
    if (character === "\n") return "\\n";
    const printable = byte >= 0x20 && byte < 0x7f;
    return printable ? character : `\\${byte.toString(8).padStart(3, "0")}`;
  });
  return `"${characters.join("")}"`;
}

function isMessage(value: ProtobufValue): value is ProtobufMessage {
  return typeof value === "object" && !(value instanceof ProtobufEnum);
}

function isList(
  value: ProtobufValue | readonly ProtobufValue[],
): value is readonly ProtobufValue[] {
  return Array.isArray(value);
}

function isLeftOut(value: ProtobufMessage[string]): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}
