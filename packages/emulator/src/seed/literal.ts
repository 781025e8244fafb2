/**
 * Finds where a member stands in the text of a module that exports an object written out in it. It reads only what it needs
 * for that: brackets, texts and comments. What is not written out there (a call, a spread, an import) it does not find.
 */

type Path = readonly (string | number)[];

const opening = /[([{]/;
const literal = /[[{]/;
const closing = /[)\]}]/;
const name = /[\w$]+/y;

/** A match of `pattern` exactly at a place. */
function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

const blank = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const quoted = /'(?:\\[\s\S]|[^'\\])*'|"(?:\\[\s\S]|[^"\\])*"/y;
const template = /`(?:\\[\s\S]|\$\{[^}]*\}|[^`\\])*`/y;

const skipBlank = (text: string, at: number): number => at + (matchAt(blank, text, at)?.length ?? 0);

/** The place after an expression: of the comma or bracket that ends it. */
function skipExpression(text: string, from: number): number {
  let depth = 0;
  let at = from;
  while (at < text.length) {
    const skipped = matchAt(blank, text, at) ?? matchAt(quoted, text, at) ?? matchAt(template, text, at);
    if (skipped) {
      at += skipped.length;
      continue;
    }
    const char = text.charAt(at);
    if (depth === 0 && (char === "," || closing.test(char))) return at;
    if (opening.test(char)) depth += 1;
    else if (closing.test(char)) depth -= 1;
    at += 1;
  }
  return at;
}

/** Where an expression that is only a name gets its value, if the module says so. */
function follow(text: string, at: number): number {
  const variable = matchAt(name, text, at);
  if (!variable || /^\d/.test(variable)) return at;
  const declared = new RegExp(`\\b(?:const|let|var)\\s+${variable.replaceAll("$", "\\$")}\\b[^=]*=\\s*`).exec(text);
  return declared ? skipBlank(text, declared.index + declared[0].length) : at;
}

interface Entry {
  readonly start: number;
  readonly value: number;
}

/** The member of an object literal or the element of an array literal at `at`. */
function find(text: string, at: number, wanted: string | number): Entry | undefined {
  if (!literal.test(text.charAt(at))) return undefined;
  const isArray = text.charAt(at) === "[";
  let start = skipBlank(text, at + 1);
  for (let index = 0; start < text.length && !closing.test(text.charAt(start)); index += 1) {
    const end = skipExpression(text, start);
    // How many elements a spread stands for is not known.
    if (isArray && text.startsWith("...", start)) return undefined;
    const key = matchAt(quoted, text, start) ?? matchAt(name, text, start) ?? "";
    const afterKey = skipBlank(text, start + key.length);
    const value = !isArray && text.charAt(afterKey) === ":" ? skipBlank(text, afterKey + 1) : start;
    const label = isArray ? index : key.replace(/^(['"])(.*)\1$/s, "$2");
    if (label === wanted) return { start, value };
    start = skipBlank(text, end + 1);
  }
  return undefined;
}

const lineAt = (text: string, at: number): number => text.slice(0, at).split("\n").length;

function exported(text: string): number | undefined {
  for (const form of [/export\s+const\s+seed\b[^=]*=\s*/, /export\s+default\s+/, /module\.exports\s*=\s*/]) {
    const match = form.exec(text);
    if (match) return follow(text, skipBlank(text, match.index + match[0].length));
  }
  return undefined;
}

/** The line of the member that a path names, or of the innermost around it that is found; `undefined`: none is. */
export function lineInModule(text: string, path: Path): number | undefined {
  let at = exported(text);
  if (at === undefined || !literal.test(text.charAt(at))) return undefined;
  let line = lineAt(text, at);
  for (const step of path) {
    const entry = find(text, at, step);
    if (!entry) break;
    line = lineAt(text, entry.start);
    at = follow(text, entry.value);
  }
  return line;
}
