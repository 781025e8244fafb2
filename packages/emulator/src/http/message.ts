import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { holdsHalfPair } from "../unicode.ts";
import { badRequest, HttpError } from "./http-error.ts";

/** A request as the parts of the emulator see it. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly params: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** True for a request that a page from elsewhere makes. */
  readonly foreign: boolean;
  /** The body as JSON; `undefined` for an empty one. Throws 400 when it is no JSON and 413 when it is too large. */
  json(): Promise<unknown>;
}

/** An answer: JSON, or text of another type. */
export interface Reply {
  readonly status: number;
  readonly json?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Far above what any operation needs; bounds what one request can make the process hold. */
const maxBodyBytes = 16 * 1024 * 1024;

/** Goes on taking what comes after the limit, without keeping it: a client that still sends could not read the answer. */
function readBody(message: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    message.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBodyBytes) chunks.push(chunk);
      else reject(new HttpError(413, "request body too large"));
    });
    message.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    for (const end of ["close", "error"] as const)
      message.on(end, () => reject(badRequest("the request ended before its body did")));
  });
}

/** The first value of a header. */
export function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Far beyond what anybody means; what goes through all levels of a body could not bear much more. */
const maxDepth = 200;

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeperThan(levels - 1, member));
}

function parseBody(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badRequest("the body is not valid JSON");
  }
  if (isDeeperThan(maxDepth, value)) throw badRequest(`the body is nested more than ${maxDepth} levels deep`);
  // Only an escape can bring one in: what is decoded from UTF-8 has none.
  if (/\\u[dD]/.test(text) && holdsHalfPair(value)) throw badRequest("the body holds text that is not valid Unicode");
  return value;
}

/** The address that a request is for. Throws 400 for one that is none. */
export function targetOf(message: IncomingMessage): URL {
  const target = message.url ?? "/";
  // A path that begins with two slashes would be taken for a host.
  const address = target.startsWith("/") ? `http://emulator${target}` : target;
  if (!URL.canParse(address, "http://emulator")) throw badRequest(`not an address: ${target}`);
  return new URL(address, "http://emulator");
}

/** Wraps a request of node:http. Throws 400 for an address that is none. */
export function httpRequest(message: IncomingMessage, foreign: boolean): HttpRequest {
  const url = targetOf(message);
  return {
    method: message.method ?? "GET",
    path: url.pathname,
    params: url.searchParams,
    headers: message.headers,
    foreign,
    json: async () => {
      const text = await readBody(message);
      if (text.trim() === "") return undefined;
      return parseBody(text);
    },
  };
}

/** Writes an answer out. */
export function send(response: ServerResponse, reply: Reply): void {
  const body = reply.text ?? (reply.json === undefined ? "" : JSON.stringify(reply.json));
  const type = reply.text === undefined && reply.json !== undefined ? { "content-type": "application/json" } : {};
  response.writeHead(reply.status, { ...type, "content-length": String(Buffer.byteLength(body)), ...reply.headers });
  response.end(body);
}
