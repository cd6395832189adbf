import type { Problem } from "../internal/problems";

/** Characters that open a part of a gjson path, with those that close it. */
const closers: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/**
 * Problems of a condition: a gjson path (v1.18 in KServe's router), which is met where the JSON document has something at
 * it. gjson refuses no path, it finds nothing; so what is named here is what can never be met, or is met always.
 */
export function conditionProblems(path: string, condition: string): Problem[] {
  const reason = blankDefect(condition) ?? syntaxDefect(condition) ?? constantDefect(condition);
  return reason === undefined ? [] : [{ path, reason }];
}

function blankDefect(condition: string): string | undefined {
  if (condition === "") {
    return 'is empty. Write a gjson path, for instance predictions.#(class=="dog").';
  }
  if (condition.trim() === condition) return undefined;
  return `"${condition}" begins or ends with a blank, which gjson takes for a part of the key. Remove it.`;
}

/** Why no document can have something at the path. */
function syntaxDefect(condition: string): string | undefined {
  if (/^[$.]/.test(condition)) {
    return `"${condition}" is no gjson path. Begin with a key, without "$" or ".".`;
  }
  const open: string[] = [];
  let quoted = false;
  for (let at = 0; at < condition.length; at += 1) {
    const character = condition.charAt(at);
    if (character === "\\") at += 1;
    else if (quoted) quoted = character !== '"';
    else if (open.length > 0 && character === '"') quoted = true;
    else if (open.at(-1) === ")" && character === "'") {
      return `"${condition}" has a single quote, which gjson takes for a part of the text. Write "…".`;
    } else if (character === "(" && condition.charAt(at - 1) !== "#" && !open.includes(")")) {
      return `"${condition}" has a "(" that no # precedes. Write a query as #(…).`;
    } else if (character === "[" && open.length === 0 && /[^.|]/.test(condition.charAt(at - 1))) {
      return `"${condition}" has an index in brackets. Write it as a key: outputs.0 and not outputs[0].`;
    } else if (character in closers) open.push(closers[character] ?? "");
    else if (")]}".includes(character) && open.pop() !== character) return unbalanced(condition);
    else if (open.length === 0 && /[=<>]/.test(character)) {
      return `"${condition}" compares outside of a query. Compare inside #(…): predictions.#(class=="dog"), or [@this].#(score>0.5) for a key of the document itself.`;
    }
  }
  return open.length > 0 || quoted ? unbalanced(condition) : undefined;
}

function unbalanced(condition: string): string {
  return `"${condition}" has brackets or quotes that do not close. Balance them.`;
}

/** Why every document has something at the path, or none. Expects a path without a defect of syntax. */
function constantDefect(condition: string): string | undefined {
  if (/\)#($|[^|])/.test(condition)) {
    return `"${condition}" is met even where nothing matches: ")#" gives a list that may be empty. Remove the "#" after the ")".`;
  }
  const segments = topSegments(condition);
  const isConstant =
    segments.every((segment) => segment.startsWith("@") || segment.startsWith("!")) ||
    (segments.length === 1 && /^[[{]/.test(condition));
  if (!isConstant) return undefined;
  return `"${condition}" looks at no key, so every document meets it, or none. Name a key; for all other requests a switch has "otherwise".`;
}

/** The parts of a path between dots and pipes that lie in no bracket. */
function topSegments(condition: string): string[] {
  let depth = 0;
  const segments = [""];
  for (const character of condition) {
    if ("([{".includes(character)) depth += 1;
    if (")]}".includes(character)) depth -= 1;
    if (depth === 0 && (character === "." || character === "|")) segments.push("");
    else segments.push((segments.pop() ?? "") + character);
  }
  return segments;
}
