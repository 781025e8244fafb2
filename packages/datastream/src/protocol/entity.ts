/** A JSON object from the service, kept in the service's own spelling and never changed in place. */
export type Json = Readonly<Record<string, unknown>>;

/** The two kinds of entities that rules are evaluated for. */
export type Kind = "company" | "user";

/** A company or a user as the service sent it. */
export interface Entity extends Json {
  readonly id: string;
}

/** A flag as the service sent it. */
export interface Flag extends Json {
  readonly key: string;
}

export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isEntity(value: unknown): value is Entity {
  return isJson(value) && typeof value.id === "string" && value.id !== "";
}

export function isFlag(value: unknown): value is Flag {
  return isJson(value) && typeof value.key === "string";
}

/** The keys by which an entity is found; anything but text in them cannot be asked for. */
export function keyPairs(entity: Json): readonly (readonly [name: string, value: string])[] {
  const pairs: [string, string][] = [];
  if (!isJson(entity.keys)) return pairs;
  for (const [name, value] of Object.entries(entity.keys)) if (typeof value === "string") pairs.push([name, value]);
  return pairs;
}
