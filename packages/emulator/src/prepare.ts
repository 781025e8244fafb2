import { putWebhook } from "./operations/webhooks.ts";
import { defaultApiKey, defaultPublishableKey, type EmulatorOptions, given } from "./options.ts";
import { openPersistence, type Persistence } from "./persistence/persistence.ts";
import { applySeed } from "./seed/apply.ts";
import { checkSeed } from "./seed/check-seed.ts";
import { type LoadedSeed, loadSeed } from "./seed/load.ts";
import { SeedError } from "./seed/references.ts";
import type { Seed } from "./seed/seed.ts";
import { putApiKey } from "./state/api-keys.ts";
import { restoreClock, saveClock } from "./state/saved-clock.ts";
import type { State } from "./state/state.ts";

/** How a state was begun. */
export interface StateStart {
  readonly keys: { readonly apiKey: string; readonly publishableKey: string };
  readonly seed: Seed | undefined;
  readonly persistent: boolean;
  durable(): Promise<void>;
  close(): Promise<void>;
}

const memoryOnly: Persistence = { restored: false, durable: async () => undefined, close: async () => undefined };

async function readSeed(seed: EmulatorOptions["seed"]): Promise<LoadedSeed | undefined> {
  if (seed === undefined) return undefined;
  if (typeof seed === "string") return loadSeed(seed);
  return { seed: await checkSeed(seed), locate: (error) => error };
}

function apply(state: State, loaded: LoadedSeed): void {
  try {
    applySeed(state, loaded.seed);
  } catch (error) {
    throw error instanceof SeedError ? loaded.locate(error) : error;
  }
}

function prepareKeys(state: State, options: EmulatorOptions): StateStart["keys"] {
  const apiKey = given(options.apiKey) ?? defaultApiKey;
  const publishableKey = given(options.publishableKey) ?? defaultPublishableKey;
  putApiKey(state, { name: "Emulator", secret: apiKey, kind: "secret" });
  putApiKey(state, { name: "Emulator (browser)", secret: publishableKey, kind: "publishable" });
  return { apiKey, publishableKey };
}

function prepareWebhook(state: State, url: string | undefined): void {
  const known = [...state.store.table("webhooks").values()].some((row) => row.url === url);
  if (url !== undefined && !known) putWebhook(state, { url });
}

/** Brings a state to where the emulator begins: what the disk holds, else the seed; then keys and the webhook asked for. */
export async function prepareState(state: State, options: EmulatorOptions): Promise<StateStart> {
  const loaded = await readSeed(options.seed);
  const warn = (message: string): void => options.logger?.warn(message);
  const disk = options.dataDir === undefined ? memoryOnly : await openPersistence(state, options.dataDir, { warn });
  try {
    restoreClock(state);
    saveClock(state);
    // One commit: a crash in between must not leave a directory that counts as begun.
    const keys = state.store.transaction(() => {
      const made = prepareKeys(state, options);
      if (loaded && !disk.restored) apply(state, loaded);
      prepareWebhook(state, options.webhookUrl);
      return made;
    });
    await disk.durable();
    const { durable, close } = disk;
    return { keys, seed: loaded?.seed, persistent: options.dataDir !== undefined, durable, close };
  } catch (error) {
    await disk.close();
    throw error;
  }
}
