import { contain, type FlagCheck, sleep } from "@schematic/api/core";
import { type Cache, layeredCache, type MaybePromise } from "@schematic/cache";
import { type Answer, copyAnswer, isObject } from "./decode-check.ts";

/** How long reading all caches may delay a check. */
const READ_TIMEOUT_MS = 100;

/** How long a platform is asked to wait for caches to be written. */
const WRITE_TIMEOUT_MS = 5_000;

/** Whom a cache tells, and what keeps a serverless function running. */
export interface AnswerCacheOptions {
  readonly onError: (error: unknown) => void;
  readonly waitUntil?: ((writing: Promise<unknown>) => void) | undefined;
}

/** What a cache holds: an answer as JSON data, or that there is none, and when the API said so. */
interface Entry {
  readonly at: number;
  /** Absent: the service does not know the flag. */
  readonly answer?: FlagCheck;
}

/** A cached answer, with its age; `null`: the service does not know the flag. */
export type CachedAnswer = FlagCheck | null;

/** Answers of the API in the user's caches. Never throws or rejects; a cache that fails or hangs is passed over. */
export interface AnswerCache {
  /** At once where the caches answer so. */
  get(key: string, flag: string): MaybePromise<CachedAnswer | undefined>;
  /** In the order of `keys`, which belong to `flags`. */
  getMany(keys: readonly string[], flags: readonly string[]): Promise<(CachedAnswer | undefined)[]>;
  /** Writes in the background: no check waits for a cache to be written, but a platform that ends functions early may. */
  set(entries: readonly (readonly [key: string, answer: Answer | undefined])[]): void;
}

/** Makes one of caches that are read in order. */
export function createAnswerCache(caches: readonly Cache[], { onError, waitUntil }: AnswerCacheOptions): AnswerCache {
  const cache = layeredCache(caches, { readTimeoutMs: READ_TIMEOUT_MS, onError });
  return {
    get(key, flag) {
      const entry = cache.get(key);
      return entry instanceof Promise ? entry.then((value) => read(value, flag)) : read(entry, flag);
    },
    async getMany(keys, flags) {
      const entries = await cache.getMany(keys);
      return flags.map((flag, index) => read(entries[index], flag));
    },
    set(entries) {
      const at = Date.now();
      const writing = cache.setMany(entries.map(([key, answer]) => [key, toEntry(answer, at)]));
      if (writing && waitUntil)
        contain(() => waitUntil(Promise.race([writing, sleep(WRITE_TIMEOUT_MS, { unref: true })])), onError);
    },
  };
}

function read(entry: unknown, flag: string): CachedAnswer | undefined {
  try {
    return isEntry(entry) ? answerOf(entry, flag) : undefined;
  } catch {
    // What a cache of the user's own gives may have getters that throw.
    return undefined;
  }
}

function answerOf({ at, answer }: Entry, flag: string): CachedAnswer {
  if (answer === undefined) return null;
  // Clocks of processes that share a cache differ a little.
  const ageMs = Math.max(0, Date.now() - at);
  const aged: FlagCheck = { ...answer, flag, source: "cache", ageMs };
  // Caches hold JSON: the one date comes back as text.
  return aged.entitlement?.metricResetAt === undefined ? aged : copyAnswer(aged);
}

/** Kept with every member that a read sets: V8 copies an object in nanoseconds, but takes microseconds to extend a copy. */
function toEntry(answer: Answer | undefined, at: number): Entry {
  return answer === undefined ? { at } : { at, answer: { source: "cache", ageMs: 0, ...answer } };
}

function isEntry(value: unknown): value is Entry {
  if (!isObject(value) || typeof value.at !== "number") return false;
  const { answer } = value;
  if (answer === undefined) return true;
  const isSound = isObject(answer) && typeof answer.value === "boolean" && typeof answer.reason === "string";
  return isSound && (answer.entitlement === undefined || isObject(answer.entitlement));
}
