import { type IncomingMessage, type Server, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { FaultEffect, FaultSet } from "../faults/faults.ts";
import type { Feed } from "../feed.ts";
import type { Guard } from "../http/guard.ts";
import { HttpError } from "../http/http-error.ts";
import { header, targetOf } from "../http/message.ts";
import { demandKey } from "../rest/authorize.ts";
import type { ApiKeyRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { type ClientOrigin, type ClientView, Connection } from "./connection.ts";
import { readRequest } from "./frames.ts";
import type { DatastreamHub } from "./hub.ts";

/** As often as the service's own clients ping. */
const beatMs = 30_000;
/** The code that tells clients to come back: the server restarts. */
const restarting = 1012;

export interface DatastreamServerOptions {
  readonly state: State;
  readonly hub: DatastreamHub;
  readonly faults: FaultSet;
  readonly feed: Feed;
  readonly guard: Guard;
}

/** The WebSocket side of the datastream. */
export interface DatastreamServer {
  clients(): ClientView[];
  /** Ends one client's connection, or all: with a close code, or without one like a cut cable. Says how many. */
  cut(options?: { id?: string | undefined; code?: number | undefined; reason?: string | undefined }): number;
  close(): void;
}

function refuse(socket: Duplex, status: number, error: string): void {
  const body = JSON.stringify({ error });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Refused"}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** The key of an upgrade. Throws 401 or 403. */
function keyOfUpgrade(message: IncomingMessage, { guard, state }: DatastreamServerOptions): ApiKeyRow {
  const refusal = guard.refuse(message.headers);
  if (refusal !== undefined) throw new HttpError(403, refusal);
  if (targetOf(message).pathname !== "/datastream")
    throw new HttpError(501, `the emulator does not implement the socket ${message.url}`);
  const key = demandKey(state, header(message.headers, "x-schematic-api-key"), guard.isForeign(message.headers));
  if (key.kind !== "secret") throw new HttpError(403, "the datastream needs a secret key");
  return key;
}

function originOf(message: IncomingMessage, key: ApiKeyRow, id: string, connectedAt: string): ClientOrigin {
  const text = (name: string): string | null => header(message.headers, name) ?? null;
  return {
    id,
    client: text("x-schematic-client"),
    client_version: text("x-schematic-client-version"),
    mode: text("x-schematic-datastream-mode"),
    api_key_id: key.id,
    connected_at: connectedAt,
  };
}

/** Lets a client that has come in ask and be told, until it leaves. */
function converse(socket: WebSocket, origin: ClientOrigin, { hub, faults, feed }: DatastreamServerOptions): void {
  const connection = new Connection(origin, socket, faults);
  const report = (event: string): void => feed.publish("client", { event, ...connection.view() });
  hub.add(connection);
  report("connected");
  socket.on("message", (data) => {
    connection.received += 1;
    const request = readRequest(data.toString());
    if (!request) return;
    hub.handle(connection, request);
    report("subscribed");
  });
  socket.on("close", () => {
    hub.remove(connection);
    report("disconnected");
  });
}

/** Decides on an upgrade: lets it in by `accept`, or refuses it. */
function admit(
  { message, duplex }: { message: IncomingMessage; duplex: Duplex },
  options: DatastreamServerOptions,
  accept: (key: ApiKeyRow, effect: FaultEffect) => void,
): void {
  duplex.on("error", () => duplex.destroy());
  try {
    const key = keyOfUpgrade(message, options);
    const effect = options.faults.strike("datastream", "/datastream", ["status", "refuse"]);
    if (effect.action === "refuse") duplex.destroy();
    else if (effect.action === "status" && effect.status < 1_000)
      refuse(duplex, effect.status, "a fault was asked for");
    else accept(key, effect);
  } catch (error) {
    if (error instanceof HttpError) refuse(duplex, error.status, error.message);
    else duplex.destroy();
  }
}

/** Serves `/datastream` upgrades of an HTTP server. */
export function serveDatastream(server: Server, options: DatastreamServerOptions): DatastreamServer {
  const { state, hub } = options;
  const sockets = new WebSocketServer({ noServer: true, autoPong: false, maxPayload: 1024 * 1024 });
  let count = 0;
  server.on("upgrade", (message: IncomingMessage, duplex: Duplex, head: Buffer) => {
    admit({ message, duplex }, options, (key, effect) => {
      sockets.handleUpgrade(message, duplex, head, (socket) => {
        count += 1;
        socket.on("error", () => socket.terminate());
        if (effect.action === "status") socket.close(effect.status, "a fault was asked for");
        else converse(socket, originOf(message, key, `client_${count}`, state.clock.iso()), options);
      });
    });
  });
  const beat = setInterval(() => {
    for (const connection of hub.connections) connection.beat();
  }, beatMs).unref();
  const cut: DatastreamServer["cut"] = ({ id, code, reason } = {}) => {
    const chosen = hub.connections.filter((connection) => id === undefined || connection.origin.id === id);
    for (const connection of chosen) connection.end(code, reason);
    return chosen.length;
  };
  return {
    clients: () => hub.connections.map((connection) => connection.view()),
    cut,
    close: () => {
      clearInterval(beat);
      cut({ code: restarting, reason: "the emulator stops" });
      sockets.close();
    },
  };
}
