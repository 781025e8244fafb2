import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { assemble } from "./assemble.ts";
import { type Clock, createClock } from "./clock.ts";
import type { ClientView } from "./datastream/client-view.ts";
import type { EmulatorState } from "./emulator-state.ts";
import type { FaultSet } from "./faults/faults.ts";
import type { Feed } from "./feed.ts";
import { deterministicStart, type EmulatorOptions, hostOf } from "./options.ts";
import { prepareState, type StateStart } from "./prepare.ts";
import { createState } from "./state/state.ts";

/** A running emulator. */
export interface Emulator {
  /** Its address, without a trailing slash: the base URL of an SDK, its capture URL and the console. */
  readonly url: string;
  /** A secret key that it accepts. */
  readonly apiKey: string;
  /** A key for browsers. */
  readonly publishableKey: string;
  readonly environmentId: string;
  readonly state: EmulatorState;
  /** What time it is for the emulator. */
  readonly clock: Clock;
  /** Outages on demand. */
  readonly faults: FaultSet;
  /** Everything that happens, live. */
  readonly feed: Feed;
  /** Connected clients: of the datastream, and pages that follow their flags. */
  clients(): ClientView[];
  /** Ends connections of clients: with a close code, or without one like a cut cable. Says how many. */
  cutStreams(options?: { id?: string | undefined; code?: number | undefined; reason?: string | undefined }): number;
  /** Stops serving; resolves when the port is free and everything is on disk. */
  close(): Promise<void>;
}

/** An address of all interfaces is no address to go to. */
function shownHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** What ends an emulator: streams, deliveries, the port, and last the disk. */
function createStop(parts: ReturnType<typeof assemble>, start: StateStart) {
  const { server, streams, webhooks, sweep } = parts;
  const stop = async (): Promise<void> => {
    sweep.stop();
    webhooks.close();
    streams.close();
    await start.close();
  };
  const close = async (): Promise<void> => {
    const ended = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    streams.close();
    // Answers under way get a moment; what hangs on purpose does not.
    const cut = setTimeout(() => server.closeAllConnections(), 250);
    await ended;
    clearTimeout(cut);
    await stop();
  };
  let closed: Promise<void> | undefined;
  return {
    stop,
    close: (): Promise<void> => {
      closed ??= close();
      return closed;
    },
  };
}

/**
 * Starts a local Schematic: the REST API, event capture, the datastream and webhooks on one port.
 * Rejects when the port is taken, the seed does not fit, or the data directory is in use or damaged.
 *
 * @example
 * const emulator = await startEmulator({ seed: { flags: [{ key: "exports", default: true }] } });
 * // point an SDK at emulator.url with emulator.apiKey, then
 * await emulator.close();
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { deterministic = false, port = 0 } = options;
  const host = hostOf(options);
  const clock = createClock(deterministic ? { start: deterministicStart, frozen: true } : {});
  const state = createState({ clock, deterministic });
  const start = await prepareState(state, options);
  const parts = assemble(state, start, options);
  const { server, streams, webhooks, faults, feed, publicState, address } = parts;
  const { stop, close } = createStop(parts, start);
  await listen(server, port, host).catch((error: unknown) => stop().then(() => Promise.reject(error)));
  address.url = `http://${shownHost(host)}:${(server.address() as AddressInfo).port}`;
  webhooks.resume();
  return {
    url: address.url,
    ...start.keys,
    environmentId: state.environmentId,
    state: publicState,
    clock,
    faults,
    feed,
    clients: streams.clients,
    cutStreams: streams.cut,
    close,
  };
}
