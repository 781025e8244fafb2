import type { Cache, SetOptions } from "./cache.ts";
import { fromJsonText, jsonText } from "./json-text.ts";
import { kvName, maxKeyBytes } from "./kv-name.ts";
import { checkedTtlMs, joinedPrefix } from "./options.ts";

/** The part of a Workers KV binding that `cloudflareKvCache` uses. */
export interface KvNamespace {
  get(name: string): Promise<string | null>;
  put(name: string, value: string, options?: { expirationTtl?: number; metadata?: unknown }): Promise<void>;
  delete(name: string): Promise<void>;
  list(options: { prefix?: string; cursor?: string }): Promise<KvPage>;
}

/** One page of a KV listing. */
export interface KvPage {
  readonly keys: readonly { readonly name: string; readonly metadata?: unknown }[];
  readonly list_complete: boolean;
  readonly cursor?: string;
}

/** Options of `cloudflareKvCache`. */
export interface CloudflareKvCacheOptions {
  /** The binding, as your Worker gets it in `env`. */
  readonly namespace: KvNamespace;
  /** Put before every key, joined by `:`. Blank counts as unset. Default `schematic`. */
  readonly prefix?: string | undefined;
  /** Milliseconds that an entry lives; `null`: for ever. KV keeps nothing shorter than 60,000. Default 60,000. */
  readonly ttlMs?: number | null | undefined;
}

/** A cache in Workers KV: every method answers with a promise, which rejects when KV does. */
export interface CloudflareKvCache<T> extends Cache<T> {
  get(key: string): Promise<T | undefined>;
  set(key: string, value: T, options?: SetOptions): Promise<void>;
  delete(key: string): Promise<void>;
  /** Every page of the listing. Leaves out keys longer than about 1,000 bytes. */
  scan(prefix: string): AsyncIterable<string>;
}

/** Workers KV refuses an `expirationTtl` below this, and one above. */
const minTtlSeconds = 60;
const maxTtlSeconds = 2 ** 31 - 1;

/**
 * Values as JSON text in Workers KV, under `prefix:key`. Times to live are rounded up to whole seconds and to at least 60:
 * an answer may be a minute old. Keys too long for KV are kept under a digest. What is not JSON there is a miss.
 * Throws `RangeError` for a time to live that is none.
 */
export function cloudflareKvCache<T>(options: CloudflareKvCacheOptions): CloudflareKvCache<T> {
  const { namespace } = options;
  const prefix = joinedPrefix(options.prefix);
  const fallbackTtlMs = checkedTtlMs(options.ttlMs, minTtlSeconds * 1_000);
  const remove = async (key: string) => namespace.delete((await kvName(prefix + key)).name);
  return {
    get: async (key) => fromReply<T>(await namespace.get((await kvName(prefix + key)).name)),
    async set(key, value, { ttlMs } = {}) {
      const text = jsonText(value);
      const livesMs = checkedTtlMs(ttlMs, fallbackTtlMs);
      if (livesMs === 0) return remove(key);
      const { name, metadata } = await kvName(prefix + key);
      await namespace.put(name, text, { ...metadata, ...expiry(livesMs) });
    },
    delete: remove,
    async *scan(start) {
      for await (const key of listed(namespace, prefix + start)) yield key.slice(prefix.length);
    },
  };
}

function expiry(ttlMs: number | null): { expirationTtl?: number } {
  if (ttlMs === null) return {};
  return { expirationTtl: Math.min(Math.max(minTtlSeconds, Math.ceil(ttlMs / 1_000)), maxTtlSeconds) };
}

async function* listed(namespace: KvNamespace, start: string): AsyncIterable<string> {
  let cursor: string | undefined;
  do {
    const page: KvPage = await namespace.list({ prefix: start, ...(cursor === undefined ? {} : { cursor }) });
    for (const { name, metadata } of page.keys) {
      const key = originalKey(name, metadata);
      if (key?.startsWith(start)) yield key;
    }
    cursor = page.list_complete ? undefined : page.cursor;
  } while (cursor !== undefined);
}

/** The key that a name stands for: itself, or what is noted beside a digest. */
function originalKey(name: string, metadata: unknown): string | undefined {
  if (new TextEncoder().encode(name).length <= maxKeyBytes) return name;
  if (typeof metadata !== "object" || metadata === null || !("key" in metadata)) return undefined;
  return typeof metadata.key === "string" ? metadata.key : undefined;
}

function fromReply<T>(text: string | null): T | undefined {
  return text === null ? undefined : fromJsonText<T>(text);
}
