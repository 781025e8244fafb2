import { isObject } from "./document.ts";

type Json = Record<string, unknown>;

/** Follows references; `findProblems` has made sure that they lead somewhere. */
export function resolve(value: Json, source: Json): Json {
  const reference = value.$ref;
  if (typeof reference !== "string") return value;
  const target = lookUp(reference, source);
  return isObject(target) ? resolve(target, source) : {};
}

/** What a local reference leads to, or `undefined`. */
export function lookUp(reference: string, source: Json): unknown {
  if (!reference.startsWith("#/")) return undefined;
  let found: unknown = source;
  for (const part of reference.slice(2).split("/")) {
    const name = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    if (!isObject(found) || !Object.hasOwn(found, name)) return undefined;
    found = found[name];
  }
  return found;
}
