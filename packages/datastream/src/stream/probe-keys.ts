import type { Keys } from "@schematic/api/core";
import type { EntityStore } from "../store/entity-store.ts";

/** Keys of a company in use, to find out whether the service still answers; `undefined` when none would be sent to it. */
export function probeKeys(companies: EntityStore, isRefused: (keys: Keys) => boolean): Keys | undefined {
  for (const entry of companies.inUse()) {
    const keys = companies.ownKeys(entry);
    if (Object.keys(keys).length > 0 && !isRefused(keys)) return keys;
  }
  return undefined;
}
