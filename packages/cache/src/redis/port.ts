/** What `redisCache` asks of a client, whichever library it is from. Keys here are whole keys; a client's own prefix is not seen. */
export interface RedisPort {
  get(key: string): Promise<unknown>;
  /** Values in the order of `keys`; a miss is `null` or `undefined`. */
  getMany(keys: readonly string[]): Promise<readonly unknown[]>;
  set(key: string, text: string, ttlMs: number | null): Promise<unknown>;
  unlink(keys: readonly string[]): Promise<unknown>;
  /** Keys that begin with `prefix`, page by page. */
  scan(prefix: string): AsyncIterable<readonly string[]>;
}

/** Keys in one MGET or UNLINK, and the hint of one SCAN: enough to save round trips, few enough to keep Redis answering others. */
export const pageSize = 500;

/** `items` in groups of at most `pageSize`. */
export function pagesOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  const pages: T[][] = [];
  for (let start = 0; start < items.length; start += pageSize) pages.push(items.slice(start, start + pageSize));
  return pages;
}

/** A SCAN pattern for keys that begin with exactly `prefix`. */
export function startingWith(prefix: string): string {
  return `${prefix.replace(/[\\*?[\]^-]/g, "\\$&")}*`;
}

/** Clients with a key prefix of their own put it before every key but neither before a SCAN pattern nor off its answers. */
export function ownPrefix(client: { readonly options?: unknown }): string {
  const { options } = client;
  if (typeof options !== "object" || options === null || !("keyPrefix" in options)) return "";
  return typeof options.keyPrefix === "string" ? options.keyPrefix : "";
}
