import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { CaptureService } from "../capture/routes.ts";
import { isConsole } from "../console/serve.ts";
import type { FaultSet } from "../faults/faults.ts";
import { underFault } from "../faults/http-faults.ts";
import type { Feed } from "../feed.ts";
import { publicOperations } from "../rest/authorize.ts";
import { type Dispatcher, isEmulated } from "../rest/dispatch.ts";
import type { Guard } from "./guard.ts";
import { HttpError } from "./http-error.ts";
import { type HttpRequest, httpRequest, type Reply, send } from "./message.ts";

/** What answers requests, in the order in which it is asked. */
export interface AppParts {
  readonly guard: Guard;
  readonly faults: FaultSet;
  readonly feed: Feed;
  /** The emulator's own API; `true`: it has answered. */
  readonly admin: (request: HttpRequest, response: ServerResponse) => Promise<boolean>;
  /** The console's files. */
  readonly console: (request: HttpRequest) => Reply | undefined;
  readonly capture: CaptureService;
  readonly rest: Dispatcher;
  /** Runs what is due by the clock. */
  readonly sweep: () => void;
  readonly onError: (error: unknown) => void;
}

/** Pages of any origin may check flags and send events, with a publishable key. */
const corsHeaders: Readonly<Record<string, string>> = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, POST",
  "access-control-allow-headers": "*, content-type, x-schematic-api-key, x-schematic-client-version",
  "access-control-max-age": "600",
};

/** Longer than clients keep idle connections, so that none is closed in the moment of its next request. */
const keepAliveMs = 75_000;

const isCapture = (request: HttpRequest): boolean => request.path === "/batch" || request.path === "/e";

function toReply(error: unknown, parts: AppParts): Reply {
  if (error instanceof HttpError) return { status: error.status, json: { error: error.message } };
  parts.onError(error);
  return { status: 500, json: { error: "internal error" } };
}

async function answer(request: HttpRequest, parts: AppParts): Promise<Reply> {
  try {
    parts.sweep();
    return (await parts.capture.handle(request)) ?? (await parts.rest.dispatch(request));
  } catch (error) {
    return toReply(error, parts);
  }
}

/** Refuses what no page from elsewhere may ask for. */
function refuseForeign(request: HttpRequest, parts: AppParts): Reply | undefined {
  const operation = parts.rest.find(request.method === "OPTIONS" ? { ...request, method: "POST" } : request);
  const open = isCapture(request) || publicOperations.has(operation?.operationId ?? "");
  if (!open) return { status: 403, json: { error: "pages of other origins may not use this" } };
  return request.method === "OPTIONS" ? { status: 204, headers: corsHeaders } : undefined;
}

/** Status 0 stands for a connection that a fault took away. */
function report(parts: AppParts, request: HttpRequest, status: number, startedAt: number): void {
  const operation = parts.rest.find(request);
  const data = {
    method: request.method,
    path: request.path,
    operation: operation?.operationId ?? (isCapture(request) ? "capture" : null),
    status,
    ms: Math.round(performance.now() - startedAt),
  };
  parts.feed.publish("request", data);
  if (status === 501 && operation && !isEmulated(operation.operationId))
    parts.feed.publish("unemulated", { operation: operation.operationId, method: request.method, path: request.path });
}

async function handle(message: IncomingMessage, response: ServerResponse, parts: AppParts): Promise<void> {
  const refusal = parts.guard.refuse(message.headers);
  if (refusal !== undefined) return send(response, { status: 403, json: { error: refusal } });
  const request = httpRequest(message, parts.guard.isForeign(message.headers));
  const { foreign } = request;
  const denied = foreign ? refuseForeign(request, parts) : undefined;
  if (denied) return send(response, denied);
  if (await parts.admin(request, response)) return;
  const file = parts.console(request);
  if (file) return send(response, file);
  if (isConsole(request)) return send(response, await answer(request, parts));
  const startedAt = performance.now();
  const target = isCapture(request) ? "capture" : "rest";
  const effect = parts.faults.strike(target, request.path);
  const reply = await underFault(effect, response, () => answer(request, parts));
  report(parts, request, reply?.status ?? 0, startedAt);
  if (reply === undefined) return;
  send(response, foreign ? { ...reply, headers: { ...reply.headers, ...corsHeaders } } : reply);
}

/** The HTTP server over the parts. */
export function createAppServer(parts: AppParts): Server {
  return createServer({ keepAliveTimeout: keepAliveMs }, (message, response) => {
    handle(message, response, parts).catch((error: unknown) => {
      const reply = toReply(error, parts);
      if (response.headersSent) response.destroy();
      else send(response, reply);
    });
  });
}
