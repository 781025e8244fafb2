import { badRequest } from "../http/http-error.ts";

/** The query of a request, converted to what the operation expects. */
export interface Query {
  text(name: string): string | undefined;
  texts(name: string): readonly string[];
  boolean(name: string): boolean | undefined;
  integer(name: string): number | undefined;
  map(name: string): Readonly<Record<string, string>> | undefined;
  /** What was understood, as the answer's `params` repeats it. */
  readonly understood: Record<string, unknown>;
}

/** Reads from parameters that were converted and checked before. */
export function createQuery(values: Readonly<Record<string, unknown>>): Query {
  return {
    understood: { ...values },
    text: (name) => values[name] as string | undefined,
    texts: (name) => (values[name] as string[] | undefined) ?? [],
    boolean: (name) => values[name] as boolean | undefined,
    integer: (name) => values[name] as number | undefined,
    map: (name) => values[name] as Record<string, string> | undefined,
  };
}

/** The page that `limit` and `offset` ask for: 100 rows from the start if they do not say. Throws 400 for one before the start. */
export function page<T>(rows: readonly T[], query: Query): T[] {
  const limit = query.integer("limit") ?? 100;
  const offset = query.integer("offset") ?? 0;
  if (offset < 0) throw badRequest("query.offset must be >= 0");
  query.understood.limit = limit;
  query.understood.offset = offset;
  return rows.slice(offset, offset + limit);
}

/** A filter by a list of values: an empty list lets everything through. */
export function among(values: readonly string[], value: string): boolean {
  return values.length === 0 || values.includes(value);
}

/** The values of a filter that may be given alone, as a list, or both ways. */
export function either(query: Query, one: string, many: string): string[] {
  const single = query.text(one);
  return [...query.texts(many), ...(single === undefined ? [] : [single])];
}

/** False when a request wants what a billing provider manages: here everything is managed by Schematic. */
export function isManagedHere(query: Query): boolean {
  return (query.text("managed_by") ?? "schematic") === "schematic";
}

/** The search text `q`: found anywhere in any of the texts, case ignored. */
export function matches(query: Query, texts: readonly (string | null | undefined)[]): boolean {
  const q = query.text("q")?.toLowerCase();
  return q === undefined || texts.some((text) => text?.toLowerCase().includes(q));
}
