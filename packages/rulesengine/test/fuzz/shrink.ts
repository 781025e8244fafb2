import type { Case } from "./fuzz.ts";

type Tree = Record<string, unknown>;

/** Takes away and simplifies parts of a case as long as it still shows what it shows. */
export function shrink(start: Case, shows: (candidate: Case) => boolean): Case {
  let current = start;
  for (let smaller: Case | undefined = start; smaller !== undefined; ) {
    current = smaller;
    smaller = simplerForms(current as unknown as Tree)
      .map((tree) => tree as unknown as Case)
      .find((candidate) => holds(candidate, shows));
  }
  return current;
}

/** A candidate that makes an engine fail in an unforeseen way is another problem, and not followed. */
function holds(candidate: Case, shows: (candidate: Case) => boolean): boolean {
  try {
    return shows(candidate);
  } catch {
    return false;
  }
}

/** Every tree that is one step simpler. */
function simplerForms(tree: Tree): Tree[] {
  return Object.entries(tree).flatMap(([name, value]) => [
    ...without(tree, name),
    ...simplerValues(value).map((simpler) => replaced(tree, name, simpler)),
  ]);
}

function without(tree: Tree, name: string): Tree[] {
  if (Array.isArray(tree)) return [tree.toSpliced(Number(name), 1) as unknown as Tree];
  const { [name]: _, ...rest } = tree;
  return "now" in tree && (name === "now" || name === "flag") ? [] : [rest];
}

function replaced(tree: Tree, name: string, value: unknown): Tree {
  return Array.isArray(tree) ? (tree.with(Number(name), value) as unknown as Tree) : { ...tree, [name]: value };
}

function simplerValues(value: unknown): unknown[] {
  if (typeof value === "string" && value.length > 1) return [value.slice(1), value.slice(0, -1)];
  if (typeof value !== "object" || value === null || value instanceof Date) return [];
  return simplerForms(value as Tree);
}
