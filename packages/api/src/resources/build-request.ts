import { ApiError } from "../core/api-error.ts";
import { asError } from "../core/contain.ts";
import type { TransportRequest } from "../core/transport.ts";
import { hasIdempotencyKey } from "../idempotency-key.ts";
import { encode } from "./encode.ts";
import { refuseLost } from "./lost-values.ts";
import type { Operation } from "./operation.ts";
import type { Shape } from "./shape.ts";
import type { RequestOptions } from "./types.ts";

type Json = Record<string, unknown>;

/**
 * Makes the request of a call from its arguments: path parameters, the request object if the operation has one, options.
 * @throws ApiError when the arguments cannot be sent.
 */
export function buildRequest(
  operation: Operation,
  args: readonly unknown[],
  at: (position: string) => Shape,
): TransportRequest {
  const count = operation.path.length - 1;
  const hasRequest = operation.query !== undefined || operation.body !== undefined;
  const options = (args[hasRequest ? count + 1 : count] ?? {}) as RequestOptions;
  const given = hasRequest ? (args[count] ?? {}) : {};
  try {
    const { query: moreQuery, body: moreBody, ...rest } = options;
    const query = operation.query === undefined ? {} : convert(given, operation.query, at);
    const body = bodyOf(operation, given, moreBody, at);
    const text: string | undefined = JSON.stringify(body);
    if (operation.query !== undefined || text?.includes("null")) refuseLost({ ...given, ...moreBody });
    return {
      ...rest,
      method: operation.method,
      path: pathOf(operation, args) + queryString({ ...query, ...moreQuery }),
      body: text,
      repeat: operation.adds && !hasIdempotencyKey(body) ? "adds" : "repeat",
      read: operation.answer === "bytes" ? "bytes" : "text",
    };
  } catch (cause) {
    if (ApiError.is(cause)) throw cause;
    throw new ApiError(`${operation.names[0]} was not sent: ${asError(cause).message}`, { cause });
  }
}

const convert = (given: unknown, position: string, at: (position: string) => Shape): Json =>
  (position === "" ? given : encode(given, at(position))) as Json;

function bodyOf(
  operation: Operation,
  given: unknown,
  more: RequestOptions["body"],
  at: (position: string) => Shape,
): Json | undefined {
  if (operation.body === undefined) return more;
  const body = convert(given, operation.body, at);
  return more === undefined ? body : { ...body, ...more };
}

function pathOf({ path, names }: Operation, args: readonly unknown[]): string {
  return path.reduce(
    (left, right, index) => `${left}${segment(args[index - 1], `path parameter ${index} of ${names[0]}`)}${right}`,
  );
}

/**
 * URLs resolve `.` and `..` away, however they are encoded, and an empty segment is another path too:
 * such a value would reach another operation.
 */
function segment(value: unknown, what: string): string {
  const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
  if (text === "" || text === "." || text === "..")
    throw new ApiError(`The ${what} cannot be ${JSON.stringify(value)}`);
  return encodeURIComponent(text);
}

function queryString(query: Json): string {
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null)
        pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(queryText(item))}`);
    }
  }
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

/** Maps such as `keys` go as JSON: names and values may hold anything. */
function queryText(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
