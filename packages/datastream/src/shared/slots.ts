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

/** One cache for all slots, or each slot its own. */
export function slotsOf(caches: Cache | CacheSlots | undefined): CacheSlots {
  if (caches === undefined) return {};
  if (!isCache(caches)) return caches;
  return { flags: caches, companies: caches, companyLookups: caches, users: caches, userLookups: caches };
}

function isCache(caches: Cache | CacheSlots): caches is Cache {
  return "get" in caches && typeof caches.get === "function";
}

/** The slots of each kind of entity. */
export const ENTITY_SLOTS = {
  company: { entities: "companies", lookups: "companyLookups" },
  user: { entities: "users", lookups: "userLookups" },
} as const satisfies Record<string, Record<string, Slot>>;
