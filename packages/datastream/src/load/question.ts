import type { Kind } from "../protocol/entity.ts";

/** Names and values of keys. */
export type KeyPairs = readonly (readonly [name: string, value: string])[];

/** What stands for each key of an entity, in any case. */
export function tokensOf(kind: Kind, pairs: KeyPairs): string[] {
  return pairs.map(([name, value]) => JSON.stringify([kind, name.toLowerCase(), String(value).toLowerCase()]));
}

/** What stands for all keys of a question, in any order. */
export function nameOf(tokens: readonly string[]): string {
  return [...tokens].sort().join();
}
