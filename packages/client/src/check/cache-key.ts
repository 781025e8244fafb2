import type { CheckContext, Keys } from "@schematic/api/core";

/** The places of entries in the caches, apart for every environment: two may share one Redis. */
export type CacheKeys = (flag: string, context: CheckContext) => string;

/** 64 bits of a text that leave no way back to it: two multiplicative hashes, whose odd factors lose nothing at any step. */
function fingerprint(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  return [high, low].map((half) => (half >>> 0).toString(36)).join("");
}

/** Two texts with their lengths before them: they cannot be taken for two others, whatever they contain. */
const pair = (a: string, b: string) => `${a.length}:${b.length}:${a}${b}`;

/** Names and values in an order that does not depend on how the object was made. */
function partsOf(keys: Keys | undefined): string {
  if (keys === undefined) return "";
  const names = Object.keys(keys);
  if (!isSorted(names)) names.sort();
  let parts = "";
  for (const name of names) parts += pair(name, keys[name] ?? "");
  return parts;
}

function isSorted(names: readonly string[]): boolean {
  for (let at = 1; at < names.length; at++) if ((names[at - 1] ?? "") > (names[at] ?? "")) return false;
  return true;
}

/** Makes cache keys for one environment. Concatenation, not JSON: this runs for every check. */
export function createCacheKeys(environment: readonly string[]): CacheKeys {
  const prefix = `check:${fingerprint(JSON.stringify(environment))}:`;
  return (flag, { company, user }) => prefix + pair(flag, partsOf(company)) + partsOf(user);
}
