import { isObject } from "./document.ts";
import { lookUp, resolve } from "./references.ts";

type Json = Record<string, unknown>;

const methods = new Set(["get", "put", "post", "delete", "patch", "head", "options", "trace"]);
const supported = new Set(["get", "put", "post", "delete", "patch"]);

/** Says in words why a document as it came from outside cannot be used; empty when it can. */
export function findProblems(source: unknown): string[] {
  if (!isObject(source)) return ["The document is not an object."];
  const version = source.openapi;
  if (typeof version !== "string" || !/^3\.\d+(\.\d+)?/.test(version))
    return [`The document is not OpenAPI 3.x: "openapi" is ${JSON.stringify(version) ?? "missing"}.`];
  if (!isObject(source.paths) || Object.keys(source.paths).length === 0) return ["The document has no paths."];
  const references = brokenReferences(source, source, "#");
  // Operations can only be read when every reference leads somewhere.
  return references.length > 0 ? references : operationProblems(source.paths, source);
}

function brokenReferences(value: unknown, source: Json, where: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => brokenReferences(item, source, `${where}/${index}`));
  if (!isObject(value)) return [];
  const problems: string[] = [];
  const reference = value.$ref;
  // A property may be called "$ref": then its value is a schema, not a string.
  if (typeof reference === "string" && lookUp(reference, source) === undefined)
    problems.push(`Broken reference at ${where}: ${JSON.stringify(reference)} leads nowhere.`);
  else if (typeof reference === "string" && isCircular(reference, source))
    problems.push(`Broken reference at ${where}: ${JSON.stringify(reference)} leads back to itself.`);
  for (const [name, child] of Object.entries(value))
    if (name !== "example" && name !== "examples")
      problems.push(...brokenReferences(child, source, `${where}/${name}`));
  return problems;
}

function isCircular(start: string, source: Json): boolean {
  const seen = new Set<string>();
  let reference: unknown = start;
  while (typeof reference === "string") {
    if (seen.has(reference)) return true;
    seen.add(reference);
    const target = lookUp(reference, source);
    reference = isObject(target) ? target.$ref : undefined;
  }
  return false;
}

function operationProblems(paths: Json, source: Json): string[] {
  const problems: string[] = [];
  const ids = new Map<string, string>();
  for (const [path, item] of Object.entries(paths)) {
    if (!isObject(item)) continue;
    for (const [method, operation] of Object.entries(item)) {
      if (!methods.has(method) || !isObject(operation)) continue;
      const where = `${method.toUpperCase()} ${path}`;
      const id = operation.operationId;
      if (typeof id !== "string") problems.push(`${where} has no operationId.`);
      else if (ids.has(id)) problems.push(`Duplicate operationId ${JSON.stringify(id)}: ${ids.get(id)} and ${where}.`);
      else ids.set(id, where);
      if (!supported.has(method)) problems.push(`${where}: the method is not supported.`);
      const tags = operation.tags;
      if (!Array.isArray(tags) || typeof tags[0] !== "string") problems.push(`${where} has no tag.`);
      problems.push(...parameterProblems(operation.parameters, source, where));
    }
  }
  return problems;
}

function parameterProblems(parameters: unknown, source: Json, where: string): string[] {
  if (!Array.isArray(parameters)) return [];
  return parameters
    .filter(isObject)
    .map((parameter) => resolve(parameter, source))
    .filter((parameter) => parameter.required === true && !["path", "query"].includes(String(parameter.in)))
    .map((parameter) => `${where}: required ${parameter.in} parameter ${JSON.stringify(parameter.name)}.`);
}
