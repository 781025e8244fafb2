import type { KvNamespace } from "../../src/cloudflare-kv.ts";

interface Entry {
  readonly value: string;
  readonly metadata: unknown;
  readonly expiresAt: number;
}

const bytesOf = (text: string) => new TextEncoder().encode(text).length;

function checkName(name: string): void {
  if (name === "" || name === "." || name === "..") throw new TypeError("KV: bad key name");
  if (bytesOf(name) > 512) throw new Error(`KV PUT failed: 414 key of ${bytesOf(name)} bytes exceeds 512`);
}

/** Workers KV as its documentation and workerd describe it: the limits of names, metadata and expiry, and listings in pages. */
export function kvNamespace({ now = Date.now, pageSize = 1_000 } = {}): KvNamespace & { lists: number } {
  const entries = new Map<string, Entry>();
  const live = (name: string) => {
    const entry = entries.get(name);
    return entry !== undefined && entry.expiresAt > now() ? entry : undefined;
  };
  const self = {
    lists: 0,
    async get(name: string) {
      checkName(name);
      return live(name)?.value ?? null;
    },
    async put(name: string, value: string, options: { expirationTtl?: number; metadata?: unknown } = {}) {
      checkName(name);
      const { expirationTtl, metadata } = options;
      if (bytesOf(JSON.stringify(metadata ?? null)) > 1_024) throw new Error("KV PUT failed: 413 metadata");
      if (expirationTtl !== undefined && !(Number.isInteger(expirationTtl) && expirationTtl >= 60))
        throw new Error(`KV PUT failed: 400 Invalid expiration_ttl of ${expirationTtl}`);
      if (Number(expirationTtl) > 2 ** 31 - 1) throw new TypeError("Value out of range.");
      entries.set(name, { value, metadata, expiresAt: now() + (expirationTtl ?? Number.POSITIVE_INFINITY) * 1_000 });
    },
    async delete(name: string) {
      checkName(name);
      entries.delete(name);
    },
    async list({ prefix = "", cursor = "" }: { prefix?: string; cursor?: string }) {
      self.lists++;
      if (bytesOf(prefix) > 512) throw new Error("KV LIST failed: 414 prefix");
      const names = [...entries.keys()].filter((name) => live(name) && name.startsWith(prefix) && name > cursor);
      const page = names.toSorted((a, b) => (a < b ? -1 : 1)).slice(0, pageSize);
      const keys = page.map((name) => ({ name, metadata: entries.get(name)?.metadata }));
      if (page.length === names.length) return { keys, list_complete: true };
      return { keys, list_complete: false, cursor: page.at(-1) ?? "" };
    },
  };
  return self;
}
