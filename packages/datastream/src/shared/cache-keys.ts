import type { Kind } from "../protocol/entity.ts";

// The official layout, so that one Redis can be shared. Nothing in it is escaped: a colon in a name or value is
// ambiguous there, and an entity read through such a key is therefore checked to have it.

/** The key of a flag. */
export function flagKey(version: string, key: string): string {
  return `${flagPrefix(version)}${key.toLowerCase()}`;
}

/** What the keys of all flags of one version begin with. */
export function flagPrefix(version: string): string {
  return `flags:${version}:`;
}

/** The key of a company or user. */
export function entityKey(version: string, kind: Kind, id: string): string {
  return `${kind}:${version}:${id}`;
}

/** The key under which the id of a company or user is found by one of its keys. */
export function lookupKey(version: string, kind: Kind, pair: readonly [name: string, value: string]): string {
  return `${kind}:${version}:${pair[0].toLowerCase()}:${pair[1].toLowerCase()}`;
}
