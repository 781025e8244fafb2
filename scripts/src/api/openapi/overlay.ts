import { parse } from "yaml";
import { type Document, DocumentError, isObject } from "./document.ts";
import { findPlaces, type Place, valueAt } from "./json-path.ts";

/** One change to the document, as in the OpenAPI Overlay Specification 1.0. */
interface Action {
  readonly target: string;
  readonly update?: unknown;
  readonly remove?: boolean;
}

/**
 * A file of changes. Two extensions: `x-only-missing` adds what is not there and never changes what is (a supplement goes
 * quiet when the document catches up), and `x-optional` reports actions that match nothing instead of failing (documentation).
 */
export interface Overlay {
  readonly name: string;
  readonly actions: readonly Action[];
  readonly onlyMissing: boolean;
  readonly optional: boolean;
}

/** Reads an overlay file. @throws DocumentError when it is not one. */
export function parseOverlay(name: string, text: string): Overlay {
  const source: unknown = parse(text);
  if (!isObject(source) || source.overlay !== "1.0.0" || !Array.isArray(source.actions))
    throw new DocumentError([`${name} is not an overlay of version 1.0.0 with actions.`]);
  return {
    name,
    actions: source.actions as Action[],
    onlyMissing: source["x-only-missing"] === true,
    optional: source["x-optional"] === true,
  };
}

/**
 * Applies overlays in order to a copy of the document.
 * @throws DocumentError when an action of an overlay that is not optional matches nothing.
 */
export function applyOverlays(
  document: Document,
  overlays: readonly Overlay[],
): { document: Document; unmatched: string[] } {
  const result = structuredClone(document);
  const unmatched: string[] = [];
  const problems: string[] = [];
  for (const overlay of overlays) {
    for (const action of overlay.actions) {
      if (apply(action, overlay, result)) continue;
      const line = `${overlay.name}: the action on ${action.target} matches nothing.`;
      (overlay.optional ? unmatched : problems).push(line);
    }
  }
  if (problems.length > 0) throw new DocumentError(problems);
  return { document: result, unmatched };
}

/** Says whether the action matched. */
function apply(action: Action, overlay: Overlay, document: Document): boolean {
  const places = findPlaces(document as unknown as Record<string, unknown>, action.target);
  if (action.remove === true) for (const place of places.reverse()) remove(place);
  else for (const place of places) update(place, action.update, overlay.onlyMissing);
  return places.length > 0;
}

function remove({ parent, key }: Place): void {
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
}

function update(place: Place, change: unknown, onlyMissing: boolean): void {
  const value = valueAt(place);
  if (isObject(value) && isObject(change)) merge(value, change, onlyMissing);
  else if (Array.isArray(value)) value.push(...(Array.isArray(change) ? change : [change]));
  else if (!onlyMissing) (place.parent as Record<string | number, unknown>)[place.key] = change;
}

function merge(target: Record<string, unknown>, change: Record<string, unknown>, onlyMissing: boolean): void {
  for (const [name, value] of Object.entries(change)) {
    const present = Object.hasOwn(target, name);
    const current = present ? target[name] : undefined;
    if (onlyMissing && name === "properties" && isObject(current) && isObject(value))
      target[name] = { ...value, ...current };
    // An operation that the document has by now is taken as it is.
    else if (onlyMissing && isObject(current) && current.operationId !== undefined) continue;
    else if (isObject(current) && isObject(value)) merge(current, value, onlyMissing);
    else if (Array.isArray(current) && Array.isArray(value)) target[name] = union(current, value);
    else if (!present || !onlyMissing) define(target, name, structuredClone(value));
  }
}

/** Lists in a document are sets: of names, values or alternatives; parameters are known by their name. */
function union(current: readonly unknown[], more: readonly unknown[]): unknown[] {
  const known = new Set(current.map(identity));
  return [...current, ...more.filter((item) => !known.has(identity(item)))];
}

const identity = (item: unknown): string =>
  JSON.stringify(isObject(item) && "in" in item ? [item.in, item.name] : item);

function define(target: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}
