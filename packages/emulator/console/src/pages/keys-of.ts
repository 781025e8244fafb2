import type { Company, Keys, User } from "../api/schema.ts";

/** The keys of a company or user by name, as checks and events take them. */
export function keysOf(entity: Pick<Company | User, "keys">): Keys {
  return Object.fromEntries(entity.keys.map(({ key, value }) => [key, value]));
}
