/**
 * The socket by which a page of a browser gets its flags: it says who it is for, is told all flags, and from then on what
 * changes. A key that may not do that gets the close code by which the browser's client gives up.
 */

import type { WebSocket } from "ws";
import type { Evaluator } from "../check/evaluate.ts";
import { startBeat } from "../datastream/beat.ts";
import { Connection } from "../datastream/connection.ts";
import { cutConnections, restarting } from "../datastream/cut.ts";
import { createSockets, type SocketServer, strikeUpgrade } from "../datastream/server.ts";
import type { FaultSet } from "../faults/faults.ts";
import type { Feed } from "../feed.ts";
import { HttpError } from "../http/http-error.ts";
import type { Upgrade, UpgradeRoute } from "../http/upgrade.ts";
import { authorize, demandKey } from "../rest/authorize.ts";
import type { ApiKeyRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { FlagFollower } from "./follower.ts";
import { readFlagRequest } from "./request.ts";

export const flagSocketPath = "/flags/bootstrap";
/** The key was refused; do not come again. */
const badKey = 4001;

export interface FlagSocketOptions {
  readonly state: State;
  readonly evaluator: Evaluator;
  readonly faults: FaultSet;
  readonly feed: Feed;
}

/** What serves pages, and what tells them that time may have changed their flags. */
export interface FlagSocketServer extends SocketServer {
  refreshAll(): void;
}

type Followers = Map<Connection, FlagFollower>;

function keyOf(state: State, secret: string | undefined, foreign: boolean): ApiKeyRow {
  const key = demandKey(state, secret, foreign);
  authorize(key, { id: "checkFlags", method: "POST" });
  return key;
}

function tell(followers: Followers): void {
  for (const [connection, follower] of followers) {
    const news = follower.news();
    if (news) connection.send(news);
  }
}

/** Tells all pages once, after everything that happens at the same time. */
function createNotifier(followers: Followers): () => void {
  let isDue = false;
  return () => {
    if (isDue || followers.size === 0) return;
    isDue = true;
    setImmediate(() => {
      isDue = false;
      tell(followers);
    });
  };
}

interface Visit {
  readonly id: string;
  readonly upgrade: Upgrade;
  readonly followers: Followers;
  readonly connections: Set<Connection>;
}

/** Lets a page that has come in say who it is for, until it leaves. */
function converse(socket: WebSocket, { id, upgrade, followers, connections }: Visit, options: FlagSocketOptions): void {
  const { state, evaluator, faults, feed } = options;
  const secret = upgrade.url.searchParams.get("apiKey") ?? undefined;
  const connected_at = state.clock.iso();
  const origin = { id, client: "browser", client_version: null, mode: "flags", api_key_id: "", connected_at };
  const connection = new Connection(origin, socket, { faults, path: flagSocketPath });
  connection.flags = true;
  const report = (event: string): void => feed.publish("client", { event, ...connection.view() });
  connections.add(connection);
  report("connected");
  socket.on("message", (data) => {
    connection.received += 1;
    const request = readFlagRequest(data.toString());
    if (!request) return;
    try {
      const key = keyOf(state, secret ?? request.apiKey, upgrade.foreign);
      connection.origin = { ...origin, client_version: request.clientVersion, api_key_id: key.id };
    } catch (error) {
      connection.end(badKey, error instanceof HttpError ? error.message : undefined);
      return;
    }
    const follower = new FlagFollower(evaluator, request.context);
    followers.set(connection, follower);
    connection.send(follower.news() ?? { flags: [] });
    report("subscribed");
  });
  socket.on("close", () => {
    connections.delete(connection);
    followers.delete(connection);
    report("disconnected");
  });
}

/** Serves the flags of pages. */
export function createFlagSocket(options: FlagSocketOptions): FlagSocketServer {
  const sockets = createSockets(64 * 1024);
  const followers: Followers = new Map();
  const connections = new Set<Connection>();
  const stopBeat = startBeat(() => connections);
  const refreshAll = createNotifier(followers);
  options.state.store.onCommit(refreshAll);
  let count = 0;
  const accept: UpgradeRoute = (upgrade) => {
    const effect = strikeUpgrade(options.faults, upgrade);
    if (!effect) return;
    sockets.open(upgrade, effect, (socket) => {
      count += 1;
      converse(socket, { id: `browser_${count}`, upgrade, followers, connections }, options);
    });
  };
  return {
    accept,
    refreshAll,
    clients: () => [...connections].map((connection) => connection.view()),
    cut: (which = {}) => cutConnections([...connections], which),
    close: () => {
      stopBeat();
      cutConnections([...connections], restarting);
      sockets.close();
    },
  };
}
