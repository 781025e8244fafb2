import { ConfigError } from "@schematic/api/core";
import type { Cache } from "@schematic/cache";

/** Where flags, companies and users are kept beyond this process: any `Cache` in any slot, one in several slots, or none. */
export interface CacheSlots {
  /** Flags by key. */
  readonly flags?: Cache | undefined;
  /** Companies by id. */
  readonly companies?: Cache | undefined;
  /** Ids of companies by each of their keys. */
  readonly companyLookups?: Cache | undefined;
  /** Users by id. */
  readonly users?: Cache | undefined;
  /** Ids of users by each of their keys. */
  readonly userLookups?: Cache | undefined;
}

/** Names of the slots. */
export type Slot = keyof CacheSlots;

/** One cache for all slots, or each slot its own. Throws `ConfigError` for what is neither. */
export function slotsOf(caches: Cache | CacheSlots | undefined): CacheSlots {
  if (caches === undefined) return {};
  if (isCache(caches)) {
    return { flags: caches, companies: caches, companyLookups: caches, users: caches, userLookups: caches };
  }
  if (typeof caches !== "object" || caches === null) throw new ConfigError("caches must be a cache, or caches by slot");
  for (const [name, cache] of Object.entries(caches)) {
    if (!SLOTS.has(name)) throw new ConfigError(`caches has no slot of the name ${name}`);
    if (cache !== undefined && !isCache(cache)) throw new ConfigError(`caches.${name} must be a cache`);
  }
  return caches;
}

const SLOTS = new Set<string>(["flags", "companies", "companyLookups", "users", "userLookups"] satisfies Slot[]);

function isCache(caches: Partial<Cache> | CacheSlots | null): caches is Cache {
  const { get, set } = (caches ?? {}) as Partial<Cache>;
  return typeof get === "function" && typeof set === "function";
}

/** The slots of each kind of entity. */
export const ENTITY_SLOTS = {
  company: { entities: "companies", lookups: "companyLookups" },
  user: { entities: "users", lookups: "userLookups" },
} as const satisfies Record<string, Record<string, Slot>>;
