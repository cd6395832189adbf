/** What a protobuf text holds: its top-level fields in order, and every string. */
export interface TextFormat {
  readonly fields: readonly string[];
  readonly strings: readonly string[];
}

const closing: Readonly<Record<string, string>> = { "{": "}", "[": "]" };

/** One token of the protobuf text format; strings may hold no raw line break. */
const token = /\s*(?:("(?:[^"\\\n]|\\.)*")|([{}[\]:,])|(-?[A-Za-z0-9_.]+(?:[+-][0-9]+)?))/y;

/**
 * Reads protobuf text far enough to see that its quotes and brackets close.
 *
 * @throws Error where a character belongs to no token, or a bracket does not match.
 */
export function parseTextFormat(text: string): TextFormat {
  const fields: string[] = [];
  const strings: string[] = [];
  const open: string[] = [];
  const source = text.trimEnd();
  token.lastIndex = 0;
  while (token.lastIndex < source.length) {
    const position = token.lastIndex;
    const [, quoted, mark, word] = token.exec(source) ?? [];
    if (quoted !== undefined) strings.push(unquoted(quoted));
    else if (mark !== undefined) closeOrOpen(open, mark);
    else if (word === undefined)
      throw new Error(`no token at ${position}: ${source.slice(position)}`);
    else if (open.length === 0 && /^\s*[:{[]/.test(source.slice(token.lastIndex)))
      fields.push(word);
  }
  if (open.length > 0) throw new Error(`${open.join(" ")} is missing at the end`);
  return { fields, strings };
}

function closeOrOpen(open: string[], mark: string): void {
  const close = closing[mark];
  if (close !== undefined) open.push(close);
  else if (Object.values(closing).includes(mark) && open.pop() !== mark) {
    throw new Error(`unexpected ${mark}`);
  }
}

/** The escapes of protobuf text; any other is an error. */
const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  f: "\f",
  '"': '"',
  "\\": "\\",
};

function unquoted(text: string): string {
  return text
    .slice(1, -1)
    .replace(
      /((?:\\[0-7]{3})+)|\\(.)/g,
      (_, octal: string | undefined, letter: string | undefined) => {
        if (octal !== undefined) return utf8Text(octal);
        const value = letter === undefined ? undefined : escapes[letter];
        if (value === undefined) throw new Error(`unknown escape \\${letter ?? ""}`);
        return value;
      },
    );
}

/** The text of some bytes that are written as `\303\251`. */
function utf8Text(octal: string): string {
  const bytes = octal.split("\\").slice(1);
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 8))).toString("utf8");
}
