import { badRequest } from "../http/http-error.ts";

type JsonSchema = Readonly<Record<string, unknown>>;

function parseMap(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest(`${name} must be a JSON object`);
  }
}

/** `keys[a]=b` for every such parameter. */
function bracketed(name: string, params: URLSearchParams): [string, string][] {
  return [...params].flatMap(([key, value]): [string, string][] =>
    key.startsWith(`${name}[`) && key.endsWith("]") ? [[key.slice(name.length + 1, -1), value]] : [],
  );
}

/**
 * A string map in any of the service's three spellings: JSON, brackets, or bare pairs, which count only if no other
 * spelling is there and only for names that are no parameters of their own.
 */
function readMap(name: string, params: URLSearchParams, declared: JsonSchema): unknown {
  const json = params.get(name);
  if (json !== null) return parseMap(name, json);
  const brackets = bracketed(name, params);
  if (brackets.length > 0) return Object.fromEntries(brackets);
  const bare = [...params].filter(([key]) => !Object.hasOwn(declared, key));
  return bare.length > 0 ? Object.fromEntries(bare) : undefined;
}

function convert(text: string, type: unknown): unknown {
  if (type === "integer" || type === "number") return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  if (type === "boolean") return text === "true" ? true : text === "false" ? false : text;
  return text;
}

/** Converts a query string to the types that the operation's schema names; what does not convert stays text. */
export function readQuery(params: URLSearchParams, schema: JsonSchema | null): Record<string, unknown> {
  const declared = (schema?.properties ?? {}) as Readonly<Record<string, JsonSchema>>;
  const values: Record<string, unknown> = {};
  for (const [name, { type }] of Object.entries(declared)) {
    const text = params.get(name);
    if (type === "object") values[name] = readMap(name, params, declared);
    else if (type === "array") values[name] = params.has(name) ? params.getAll(name) : undefined;
    else if (text !== null) values[name] = convert(text, type);
    if (values[name] === undefined) delete values[name];
  }
  return values;
}
