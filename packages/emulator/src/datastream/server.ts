import type { IncomingMessage } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import type { FaultEffect, FaultSet } from "../faults/faults.ts";
import type { Feed } from "../feed.ts";
import { HttpError } from "../http/http-error.ts";
import { header } from "../http/message.ts";
import type { Upgrade, UpgradeRoute } from "../http/upgrade.ts";
import { demandKey } from "../rest/authorize.ts";
import type { ApiKeyRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { startBeat } from "./beat.ts";
import type { ClientOrigin, ClientView } from "./client-view.ts";
import { Connection } from "./connection.ts";
import { type CutOptions, cutConnections, restarting } from "./cut.ts";
import { readRequest } from "./frames.ts";
import type { DatastreamHub } from "./hub.ts";

export const datastreamPath = "/datastream";

export interface DatastreamServerOptions {
  readonly state: State;
  readonly hub: DatastreamHub;
  readonly faults: FaultSet;
  readonly feed: Feed;
}

/** The WebSocket side of something that clients connect to. */
export interface SocketServer {
  readonly accept: UpgradeRoute;
  clients(): ClientView[];
  /** Ends one client's connection, or all. Says how many. */
  cut(options?: CutOptions): number;
  close(): void;
}

/** What faults do to an upgrade before it is accepted. Throws the status asked for; `undefined`: the connection is gone. */
export function strikeUpgrade(faults: FaultSet, { duplex, url }: Upgrade): FaultEffect | undefined {
  const effect = faults.strike("datastream", url.pathname, ["status", "refuse"]);
  if (effect.action === "status" && effect.status < 1_000) throw new HttpError(effect.status, "a fault was asked for");
  if (effect.action !== "refuse") return effect;
  duplex.destroy();
  return undefined;
}

/** Sockets that ping and are bounded; `closeWith` a code at once is what a fault may ask for. */
export function createSockets(maxPayload: number) {
  const sockets = new WebSocketServer({ noServer: true, autoPong: false, maxPayload });
  const open = ({ message, duplex, head }: Upgrade, effect: FaultEffect, use: (socket: WebSocket) => void): void =>
    sockets.handleUpgrade(message, duplex, head, (socket) => {
      socket.on("error", () => socket.terminate());
      if (effect.action === "status") socket.close(effect.status, "a fault was asked for");
      else use(socket);
    });
  return { open, close: () => sockets.close() };
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
  const connection = new Connection(origin, socket, { faults, path: datastreamPath });
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

/** Serves the datastream. */
export function createDatastream(options: DatastreamServerOptions): SocketServer {
  const { state, hub, faults } = options;
  const sockets = createSockets(1024 * 1024);
  const stopBeat = startBeat(() => hub.connections);
  let count = 0;
  const accept: UpgradeRoute = (upgrade) => {
    const { message, foreign } = upgrade;
    const key = demandKey(state, header(message.headers, "x-schematic-api-key"), foreign);
    if (key.kind !== "secret") throw new HttpError(403, "the datastream needs a secret key");
    const effect = strikeUpgrade(faults, upgrade);
    if (!effect) return;
    sockets.open(upgrade, effect, (socket) => {
      count += 1;
      converse(socket, originOf(message, key, `client_${count}`, state.clock.iso()), options);
    });
  };
  return {
    accept,
    clients: () => hub.connections.map((connection) => connection.view()),
    cut: (which = {}) => cutConnections(hub.connections, which),
    close: () => {
      stopBeat();
      cutConnections(hub.connections, restarting);
      sockets.close();
    },
  };
}
