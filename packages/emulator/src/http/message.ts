import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
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

async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new HttpError(413, "request body too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The first value of a header. */
export function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Wraps a request of node:http. */
export function httpRequest(message: IncomingMessage, foreign: boolean): HttpRequest {
  const url = new URL(message.url ?? "/", "http://emulator");
  return {
    method: message.method ?? "GET",
    path: url.pathname,
    params: url.searchParams,
    headers: message.headers,
    foreign,
    json: async () => {
      const text = await readBody(message);
      if (text.trim() === "") return undefined;
      try {
        return JSON.parse(text) as unknown;
      } catch {
        throw badRequest("the body is not valid JSON");
      }
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
