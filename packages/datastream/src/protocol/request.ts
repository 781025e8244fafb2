import type { Keys } from "@schematic/api/core";
import type { Kind } from "./entity.ts";

const ENTITY_TYPES: Record<Kind, string> = { company: "rulesengine.Company", user: "rulesengine.User" };

/** Asks for every flag and for changes to them. `pageSize` splits the answer for those whom one frame overflows. */
export function flagsRequest(pageSize?: number): string {
  return request({ entity_type: "rulesengine.Flags", ...(pageSize !== undefined && { page_size: pageSize }) });
}

/** Asks for one company or user and for changes to it. */
export function entityRequest(kind: Kind, keys: Keys): string {
  return request({ entity_type: ENTITY_TYPES[kind], keys });
}

/** The kind that an entity type of the wire stands for. */
export function kindOf(entityType: string): Kind | undefined {
  if (entityType === ENTITY_TYPES.company) return "company";
  return entityType === ENTITY_TYPES.user ? "user" : undefined;
}

function request(data: object): string {
  return JSON.stringify({ data: { action: "start", ...data } });
}
