import { isObject } from "./document.ts";

const width = 120;

/** Members of these go one to a line even where they would fit: a diff then shows what changed and no more. */
const listed = new Set(["properties", "paths", "schemas", "responses", "parameters"]);

/** JSON for people to read and to diff: two spaces, short values on one line. */
export function formatJson(value: unknown): string {
  return `${format(value, "", "")}\n`;
}

function format(value: unknown, name: string, indent: string): string {
  if (!isObject(value) && !Array.isArray(value)) return JSON.stringify(value);
  const flat = oneLine(value);
  const fits = indent.length + name.length + flat.length + 5 <= width;
  if (fits && (isEmpty(value) || (!listed.has(name) && !holdsMap(value)))) return flat;
  const inner = `${indent}  `;
  if (Array.isArray(value)) return `[\n${value.map((item) => inner + format(item, "", inner)).join(",\n")}\n${indent}]`;
  const members = Object.entries(value).map(
    ([key, item]) => `${inner}${JSON.stringify(key)}: ${format(item, key, inner)}`,
  );
  return `{\n${members.join(",\n")}\n${indent}}`;
}

const isEmpty = (value: object): boolean => Object.keys(value).length === 0;

function holdsMap(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsMap);
  return isObject(value) && Object.entries(value).some(([key, item]) => listed.has(key) || holdsMap(item));
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(", ")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${oneLine(item)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}
