import { camelCase } from "../emit/names.ts";
import { type Document, type Operation, operationsOf, type Schema } from "./document.ts";

/** Names that mean something else to JavaScript, whatever they are a member of. */
const reservedMembers = new Set([
  "__proto__",
  "constructor",
  "prototype",
  "then",
  "toString",
  "valueOf",
  "hasOwnProperty",
]);

/** Types that generated files use by these names. */
const reservedTypes = new Set([
  "ApiResult",
  "Array",
  "Date",
  "Promise",
  "Record",
  "Response",
  "globalThis",
  "undefined",
]);

const identifier = /^[A-Za-z][A-Za-z0-9_]*$/;
const wireName = /^[A-Za-z_$][\w$.-]*$/;
const pathPattern = /^(?:\/(?:[\w.~-]+|\{[A-Za-z_]\w*\}))+$/;

/** What keeps a normalised document with its overlays from being generated from: names become file, type and member names. */
export function lint(document: Document): string[] {
  return [...lintOperations(document), ...lintSchemas(document)];
}

function lintOperations(document: Document): string[] {
  const problems: string[] = [];
  const methods = new Set<string>();
  for (const { path, operation } of operationsOf(document)) {
    const where = `operation ${JSON.stringify(operation.operationId)}`;
    const [tag = ""] = operation.tags;
    if (!pathPattern.test(path))
      problems.push(`${where}: the path ${JSON.stringify(path)} has characters that are not supported.`);
    if (!identifier.test(tag) || reservedMembers.has(tag))
      problems.push(`${where}: the tag ${JSON.stringify(tag)} cannot be a member name.`);
    for (const name of [operation.operationId, ...(operation["x-aliases"] ?? [])]) {
      if (!identifier.test(name) || reservedMembers.has(name))
        problems.push(`${where}: ${JSON.stringify(name)} cannot be a method name.`);
      if (methods.has(`${tag} ${name}`)) problems.push(`${where}: ${tag} has two methods called ${name}.`);
      methods.add(`${tag} ${name}`);
    }
    problems.push(...lintParameters(path, operation, where));
  }
  return problems;
}

function lintParameters(path: string, operation: Operation, where: string): string[] {
  const problems: string[] = [];
  const parameters = operation.parameters ?? [];
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const declared = parameters.filter((parameter) => parameter.in === "path").map((parameter) => parameter.name);
  if (String([...inPath].sort()) !== String([...declared].sort()))
    problems.push(`${where}: path parameters ${declared.join(", ") || "(none)"} do not match the path ${path}.`);
  const query = parameters.filter((parameter) => parameter.in === "query");
  if (query.length > 0 && operation.requestBody !== undefined)
    problems.push(`${where} has both query parameters and a body.`);
  problems.push(
    ...lintNames(
      query.map((parameter) => parameter.name),
      where,
    ),
  );
  return problems;
}

function lintSchemas(document: Document): string[] {
  const problems: string[] = [];
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    const where = `schema ${JSON.stringify(name)}`;
    if (!identifier.test(name) || reservedTypes.has(name) || reservedMembers.has(name))
      problems.push(`${where}: the name cannot be a type name.`);
    problems.push(...lintMembers(schema, where));
  }
  return problems;
}

function lintMembers(schema: Schema, where: string): string[] {
  const inner = [
    schema.items,
    schema.additionalProperties,
    ...(schema.allOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.anyOf ?? []),
  ];
  return [
    ...lintNames(Object.keys(schema.properties ?? {}), where),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, member]) =>
      lintMembers(member, `${where}, ${JSON.stringify(name)}`),
    ),
    ...inner.flatMap((part) => (typeof part === "object" ? lintMembers(part, where) : [])),
  ];
}

/** Wire names must survive the codec table, and no two may share a spelling in TypeScript. */
function lintNames(names: readonly string[], where: string): string[] {
  const problems: string[] = [];
  const spellings = new Map<string, string>();
  for (const name of names) {
    const camel = camelCase(name);
    const other = spellings.get(camel);
    if (!wireName.test(name) || reservedMembers.has(name) || reservedMembers.has(camel))
      problems.push(`${where}: ${JSON.stringify(name)} cannot be a member name.`);
    if (other !== undefined) problems.push(`${where}: ${other} and ${name} would both be called ${camel}.`);
    spellings.set(camel, name);
  }
  return problems;
}
