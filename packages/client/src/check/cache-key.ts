import type { CheckContext, Keys } from "@schematic/api/core";

/** The places of entries in the caches, apart for every environment: two may share one Redis. */
export type CacheKeys = (flag: string, context: CheckContext) => string;

/** 53 bits of a text that leave no way back to it (cyrb53, a public-domain hash). */
function fingerprint(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
}

/** Names and values in an order that does not depend on how the object was made; JSON keeps separators apart from contents. */
function sorted(keys: Keys | undefined): readonly string[] {
  if (keys === undefined) return [];
  const names = Object.keys(keys);
  if (names.length > 1) names.sort();
  return names.flatMap((name) => [name, keys[name] ?? ""]);
}

/** Makes cache keys for one environment. */
export function createCacheKeys(environment: readonly string[]): CacheKeys {
  const prefix = `check:${fingerprint(JSON.stringify(environment))}:`;
  return (flag, { company, user }) => prefix + JSON.stringify([flag, sorted(company), sorted(user)]);
}
