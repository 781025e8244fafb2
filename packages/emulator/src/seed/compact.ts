import type { State } from "../state/state.ts";

/** Leaves out what is absent, empty or what a seed takes anyway. */
export function compact<T extends object>(value: { readonly [M in keyof T]: T[M] | null | undefined }): T {
  const isEmpty = (each: unknown): boolean =>
    each === null || each === undefined || each === "" || (typeof each === "object" && Object.keys(each).length === 0);
  return Object.fromEntries(Object.entries(value).filter(([, each]) => !isEmpty(each))) as T;
}

/** The name under which a seed refers to a trait. */
export function traitName(state: State, id: string | null): string | undefined {
  const row = id === null ? undefined : state.store.get("trait_definitions", id);
  return row && (row.entity_type === "user" ? "user." : "") + row.hierarchy.join(".");
}
