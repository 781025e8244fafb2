// An operator is the set of outcomes that it accepts, so that applying it is one bit test.

/** Left is below right. */
export const LESS = 1;
/** Both sides are equal. */
export const EQUAL = 2;
/** Left is above right. */
export const GREATER = 4;
/** Left counts as empty. */
export const EMPTY = 8;
/** Left counts as not empty. */
export const FULL = 16;

/** The official names. A name that is not here accepts no outcome. */
export const OPERATORS = {
  eq: EQUAL,
  ne: LESS | GREATER,
  gt: GREATER,
  lt: LESS,
  gte: GREATER | EQUAL,
  lte: LESS | EQUAL,
  is_empty: EMPTY,
  not_empty: FULL,
} as const;

const byName: ReadonlyMap<string, number> = new Map(Object.entries(OPERATORS));

/** What an operator accepts. */
export const operatorOf = (name: string): number => byName.get(name) ?? 0;
