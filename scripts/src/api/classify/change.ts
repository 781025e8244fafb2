/** How far a version moves. */
export type Bump = "major" | "minor" | "patch";

/** One difference that a user of the packages can notice, in words. */
export interface Change {
  readonly bump: Bump;
  readonly text: string;
}

const order: readonly Bump[] = ["patch", "minor", "major"];

/** The furthest of some moves. */
export const furthest = (bumps: readonly Bump[]): Bump =>
  bumps.reduce<Bump>((most, bump) => (order.indexOf(bump) > order.indexOf(most) ? bump : most), "patch");

/** Sorted, the furthest first. */
export const sortChanges = (changes: readonly Change[]): Change[] =>
  changes.toSorted((a, b) => order.indexOf(b.bump) - order.indexOf(a.bump) || (a.text < b.text ? -1 : 1));
