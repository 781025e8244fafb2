import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdmin } from "./admin/admin.ts";
import { faultView } from "./admin/faults.ts";
import { createCapture } from "./capture/routes.ts";
import { createEvaluator } from "./check/evaluate.ts";
import { type Clock, createClock } from "./clock.ts";
import { createConsole } from "./console/serve.ts";
import type { ClientView } from "./datastream/connection.ts";
import { DatastreamHub } from "./datastream/hub.ts";
import { serveDatastream } from "./datastream/server.ts";
import { createFaults, type FaultSet } from "./faults/faults.ts";
import { createFeed, type Feed } from "./feed.ts";
import { createAppServer } from "./http/app.ts";
import { createGuard } from "./http/guard.ts";
import { publishState } from "./live.ts";
import { deterministicStart, type EmulatorOptions, hostOf } from "./options.ts";
import { prepareState, type StateStart } from "./prepare.ts";
import { createDispatcher } from "./rest/dispatch.ts";
import { startSweep } from "./schedule/sweep.ts";
import { applySeed } from "./seed/apply.ts";
import { exportSeed } from "./seed/export.ts";
import type { Seed } from "./seed/seed.ts";
import { clearState } from "./state/reset.ts";
import { createState, type State } from "./state/state.ts";
import type { TableName, Tables } from "./state/store.ts";
import { WebhookSender } from "./webhooks/sender.ts";

/** What an emulator holds. */
export interface EmulatorState {
  /** The rows of a table, in the spelling of the wire, oldest first. */
  rows<N extends TableName>(table: N): Tables[N][];
  /** Adds what a seed describes. Throws a SeedError when it does not fit. */
  seed(seed: Seed): void;
  /** The current state as a seed. */
  exportSeed(): Seed;
  /** Empties the state, then applies the seed given, or else the one of the start. */
  reset(seed?: Seed): void;
}

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
  /** Connected datastream clients. */
  clients(): ClientView[];
  /** Ends datastream connections: with a close code, or without one like a cut cable. Says how many. */
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

function stateOf(state: State, startSeed: Seed | undefined): EmulatorState {
  return {
    rows: (table) => [...state.store.table(table).values()],
    seed: (seed) => applySeed(state, seed),
    exportSeed: () => exportSeed(state),
    reset: (seed = startSeed ?? {}) => applySeed(state, seed, () => clearState(state)),
  };
}

/** Puts the parts over a state together; nothing listens yet. */
function assemble(state: State, start: StateStart, options: EmulatorOptions) {
  const { clock } = state;
  const { durable } = start;
  const feed = createFeed(() => clock.iso());
  const faults = createFaults({ onChange: (list) => feed.publish("faults", { faults: list.map(faultView) }) });
  const guard = createGuard([hostOf(options), ...(options.allowedHosts ?? [])]);
  const evaluator = createEvaluator(state);
  const hub = new DatastreamHub(state, evaluator);
  const webhooks = new WebhookSender(state, { feed, retryDelaysMs: options.webhookRetryDelaysMs });
  const sweep = startSweep(state, () => hub.refreshAll());
  publishState(state, feed);
  const publicState = stateOf(state, start.seed);
  const address = { url: "" };
  const outages = {
    faults,
    clients: (): ClientView[] => datastream.clients(),
    cut: (which: { id?: string; code?: number; reason?: string }): number => datastream.cut(which),
  };
  const onCheck = (check: Record<string, unknown>): void => feed.publish("check", check);
  const server = createAppServer({
    guard,
    faults,
    feed,
    admin: createAdmin({
      ...{ state, evaluator, webhooks, feed, outages, durable, keys: start.keys, persistent: start.persistent },
      ...{ url: () => address.url, applySeed: publicState.seed, reset: publicState.reset, sweep: sweep.run },
    }),
    console: createConsole(options.consoleDir),
    capture: createCapture(state, durable),
    rest: createDispatcher(
      { state, evaluator, onCheck, webhooks },
      { durable, validateAnswers: options.validateAnswers ?? false },
    ),
    sweep: sweep.run,
    onError: (error) => options.logger?.error(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  });
  const datastream = serveDatastream(server, { state, hub, faults, feed, guard });
  return { server, datastream, webhooks, sweep, faults, feed, publicState, address };
}

/** What ends an emulator: streams, deliveries, the port, and last the disk. */
function createStop(parts: ReturnType<typeof assemble>, start: StateStart) {
  const { server, datastream, webhooks, sweep } = parts;
  const stop = async (): Promise<void> => {
    sweep.stop();
    webhooks.close();
    datastream.close();
    await start.close();
  };
  const close = async (): Promise<void> => {
    const ended = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    datastream.close();
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
  const { server, datastream, webhooks, faults, feed, publicState, address } = parts;
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
    clients: datastream.clients,
    cutStreams: datastream.cut,
    close,
  };
}
