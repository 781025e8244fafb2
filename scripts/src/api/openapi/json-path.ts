import { isObject } from "./document.ts";

/** A place in a document: the value is `parent[key]`. */
export interface Place {
  readonly parent: Record<string, unknown> | unknown[];
  readonly key: string | number;
}

type Step = { readonly kind: "name"; readonly name: string } | { readonly kind: "all" } | Filter;

interface Filter {
  readonly kind: "filter";
  /** Member names from the item down; none: the item itself. */
  readonly path: readonly string[];
  readonly equals: unknown;
}

const stepPattern =
  /\.(?<name>[A-Za-z_][\w-]*)|(?<wild>\.\*|\[\*\])|\[(?<quoted>"(?:[^"\\]|\\.)*"|'[^']*')\]|\[\?@(?<path>[\w.]*)\s*==\s*(?<value>[^\]]+)\]/y;

/**
 * Finds the places that a JSONPath leads to. The part of RFC 9535 that overlays need:
 * `.name`, `["name"]`, `.*`, `[*]`, `[?@.member == "value"]`.
 * @throws SyntaxError for anything else.
 */
export function findPlaces(root: Record<string, unknown>, expression: string): Place[] {
  let places: Place[] = [{ parent: { $: root }, key: "$" }];
  for (const step of parse(expression)) places = places.flatMap((place) => follow(step, valueAt(place)));
  return places;
}

/** The value at a place. */
export const valueAt = ({ parent, key }: Place): unknown => (parent as Record<string | number, unknown>)[key];

function parse(expression: string): Step[] {
  if (!expression.startsWith("$")) throw new SyntaxError(`Not a JSONPath: ${expression}`);
  const steps: Step[] = [];
  const pattern = new RegExp(stepPattern);
  pattern.lastIndex = 1;
  while (pattern.lastIndex < expression.length) {
    const at = pattern.lastIndex;
    const groups = pattern.exec(expression)?.groups;
    if (groups === undefined)
      throw new SyntaxError(`Not a JSONPath that is supported, from "${expression.slice(at)}": ${expression}`);
    steps.push(toStep(groups));
  }
  return steps;
}

function toStep(groups: Record<string, string | undefined>): Step {
  if (groups.name !== undefined) return { kind: "name", name: groups.name };
  if (groups.wild !== undefined) return { kind: "all" };
  if (groups.quoted !== undefined) return { kind: "name", name: String(literal(groups.quoted)) };
  const path = (groups.path ?? "").split(".").filter((name) => name !== "");
  return { kind: "filter", path, equals: literal(groups.value ?? "") };
}

const literal = (text: string): unknown =>
  JSON.parse(text.trim().startsWith("'") ? JSON.stringify(text.trim().slice(1, -1)) : text);

function follow(step: Step, value: unknown): Place[] {
  if (!isObject(value) && !Array.isArray(value)) return [];
  if (step.kind === "name")
    return isObject(value) && Object.hasOwn(value, step.name) ? [{ parent: value, key: step.name }] : [];
  const places: Place[] = Array.isArray(value)
    ? value.map((_, key) => ({ parent: value, key }))
    : Object.keys(value).map((key) => ({ parent: value, key }));
  return step.kind === "all" ? places : places.filter((place) => matches(step, valueAt(place)));
}

function matches({ path, equals }: Filter, item: unknown): boolean {
  let value = item;
  for (const name of path) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value === equals;
}
