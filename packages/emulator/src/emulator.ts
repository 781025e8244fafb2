import type { AddressInfo } from "node:net";
import { createCapture } from "./capture/routes.ts";
import { createEvaluator } from "./check/evaluate.ts";
import { type Clock, createClock } from "./clock.ts";
import type { ClientView } from "./datastream/connection.ts";
import { DatastreamHub } from "./datastream/hub.ts";
import { serveDatastream } from "./datastream/server.ts";
import { createFaults, type FaultSet } from "./faults/faults.ts";
import { createFeed, type Feed } from "./feed.ts";
import { createAppServer } from "./http/app.ts";
import { createGuard } from "./http/guard.ts";
import { defaultApiKey, defaultPublishableKey, deterministicStart, type EmulatorOptions } from "./options.ts";
import { createDispatcher } from "./rest/dispatch.ts";
import { applySeed } from "./seed/apply.ts";
import type { Seed } from "./seed/seed.ts";
import { putApiKey } from "./state/api-keys.ts";
import { createState, type State } from "./state/state.ts";

/** A running emulator. */
export interface Emulator {
  /** Its address, without a trailing slash: the base URL of an SDK, its capture URL and the console. */
  readonly url: string;
  /** A secret key that it accepts. */
  readonly apiKey: string;
  /** A key for browsers. */
  readonly publishableKey: string;
  readonly environmentId: string;
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
  /** Adds what a seed describes. Throws when it does not fit. */
  seed(seed: Seed): void;
  /** Stops serving; resolves when the port is free and everything is on disk. */
  close(): Promise<void>;
}

/** An address of all interfaces is no address to go to. */
function shownHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

function listen(server: ReturnType<typeof createAppServer>, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function prepareKeys(state: State, options: EmulatorOptions): { apiKey: string; publishableKey: string } {
  const apiKey = options.apiKey ?? defaultApiKey;
  const publishableKey = options.publishableKey ?? defaultPublishableKey;
  state.store.transaction(() => {
    putApiKey(state, { name: "Emulator", secret: apiKey, kind: "secret" });
    putApiKey(state, { name: "Emulator (browser)", secret: publishableKey, kind: "publishable" });
  });
  return { apiKey, publishableKey };
}

/**
 * Starts a local Schematic: the REST API, event capture, the datastream and webhooks on one port.
 *
 * @example
 * const emulator = await startEmulator({ seed: { flags: [{ key: "exports", default: true }] } });
 * // point an SDK at emulator.url with emulator.apiKey, then
 * await emulator.close();
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { deterministic = false, host = "127.0.0.1" } = options;
  const clock = createClock(deterministic ? { start: deterministicStart, frozen: true } : {});
  const state = createState({ clock, deterministic });
  const feed = createFeed(() => clock.iso());
  const evaluator = createEvaluator(state);
  const faults = createFaults({ onChange: (list) => feed.publish("faults", { faults: list }) });
  const guard = createGuard(options.allowedHosts ?? []);
  const durable = async (): Promise<void> => undefined;
  const keys = prepareKeys(state, options);
  if (options.seed !== undefined && typeof options.seed !== "string") applySeed(state, options.seed);
  const hub = new DatastreamHub(state, evaluator);
  const services = {
    state,
    evaluator,
    onCheck: (check: Record<string, unknown>) => feed.publish("check", check),
    webhooks: { test: async () => ({ status: 0 }) },
  };
  const server = createAppServer({
    guard,
    faults,
    feed,
    admin: async () => false,
    capture: createCapture(state, durable),
    rest: createDispatcher(services, { durable, validateAnswers: options.validateAnswers ?? false }),
    sweep: () => undefined,
    onError: (error) => options.logger?.error(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  });
  const datastream = serveDatastream(server, { state, hub, faults, feed, guard });
  await listen(server, options.port ?? 0, host);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${shownHost(host)}:${port}`,
    ...keys,
    environmentId: state.environmentId,
    clock,
    faults,
    feed,
    clients: datastream.clients,
    cutStreams: datastream.cut,
    seed: (seed) => applySeed(state, seed),
    close: async () => {
      datastream.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
