import type { Keys } from "../api/schema.ts";

/** Reads keys as people write them: `id: acme, slug: acme-eu`. A value alone is that of the usual key. */
export function readKeys(text: string, usualKey: string): Keys | undefined {
  const pairs = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part): [string, string] => {
      const at = part.indexOf(":");
      return at === -1 ? [usualKey, part] : [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    });
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}
