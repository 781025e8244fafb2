import type { Document } from "../openapi/document.ts";
import { type Method, querySchema, resourcesOf } from "./api.ts";
import { CodecTable } from "./codec-table.ts";
import { banner, memberName, quoted } from "./names.ts";

/**
 * The table of operations and the codec table. An operation is one line:
 *
 *   name *( "," alias ) " " verb-letter shared path [ " ?" position ] [ " !" [ position ] ] [ " " position ] [ " " flags ]
 *
 * Names are in the spelling of paths, `list-plans`; `*` stands for the noun of the path, its last segment that is neither a parameter
 * nor the verb of the name, and `~` for that noun in the singular. `shared` is how many segments, one digit, the path has in
 * common with that of the line before, and is left out of `path`; `{}` stands for a path parameter; `?` the shape of the query and of
 * `params`, `!` of the body, the bare one of `data`; flags, in capitals: P paged, U paged until an empty page, A adds something each
 * time, N no answer, B bytes.
 */
export function emitTables(document: Document, methods: readonly Method[]): string {
  const requests = methods.flatMap((method) => [method.source.requestBody, method.query]);
  const draft = new CodecTable(document, requests);
  emitOperations(methods, draft);
  const table = new CodecTable(document, requests, draft.usualKinds);
  const resources = emitOperations(methods, table);
  const shapes = table.shapes.split(/(?<=;)/);
  const names = table.names.split(/(?=A)/);
  return [
    banner,
    `export const resources = {\n${resources.join("")}} as const;\n\n`,
    `export const names =\n  ${names.map(quoted).join(" +\n  ")};\n\n`,
    `export const shapes =\n  ${shapes.map(quoted).join(" +\n  ")};\n`,
  ].join("");
}

/** The operations of each resource; adds what they refer to to the codec table. */
function emitOperations(methods: readonly Method[], table: CodecTable): string[] {
  return [...resourcesOf(methods)].map(([resource, own]) => {
    const sorted = own.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.verb < b.verb ? -1 : 1));
    const lines = sorted.map((method, index) => operationLine(method, sorted[index - 1]?.path ?? "", table));
    return `  ${memberName(resource)}:\n    ${lines.map((line) => quoted(`${line}\n`)).join(" +\n    ")},\n`;
  });
}

function operationLine(method: Method, before: string, table: CodecTable): string {
  const data = table.position(method.data);
  return [
    shortNames(method),
    verbLetter(method.verb) + shortPath(method.path, before),
    ...(method.query.length > 0 ? [`?${table.objectPosition(querySchema(method))}`] : []),
    ...(method.source.requestBody === undefined ? [] : [`!${table.position(method.body) ?? ""}`]),
    ...(data === undefined ? [] : [data]),
    flagsOf(method),
  ]
    .filter((part) => part !== "")
    .join(" ");
}

/** `readOperations` of the package knows how to read them. */
function shortNames({ name, aliases, path }: Method): string {
  const [verb] = pathSpelling(name).split("-");
  const noun = path.split("/").findLast((segment) => !segment.startsWith("{") && segment !== verb) ?? "";
  const singular = noun.replace(/ies$/, "ys").replace(/s$/, "");
  const short = (long: string): string => {
    if (long.endsWith(`-${noun}`)) return `${long.slice(0, -noun.length)}*`;
    return long.endsWith(`-${singular}`) ? `${long.slice(0, -singular.length)}~` : long;
  };
  return [name, ...aliases].map((each) => short(pathSpelling(each))).join(",");
}

function shortPath(path: string, before: string): string {
  const [segments, others] = [path, before].map((text) =>
    text
      .slice(1)
      .replace(/\{\w+\}/g, "{}")
      .split("/"),
  ) as [string[], string[]];
  let shared = 0;
  while (shared < 9 && shared < segments.length && segments[shared] === others[shared]) shared++;
  return [String(shared), ...segments.slice(shared)].join("/").replace("/", "");
}

const pathSpelling = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** P is POST, U is PUT. */
const verbLetter = (verb: string): string => ({ PUT: "U", PATCH: "A" })[verb] ?? verb.charAt(0);

function flagsOf(method: Method): string {
  const paged = method.paged ? (method.untilEmpty ? "U" : "P") : "";
  const answer = { json: "", none: "N", bytes: "B" }[method.answer];
  return paged + answer + (method.adds ? "A" : "");
}
