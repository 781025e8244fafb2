import type { Entry } from "./entries.ts";

/** Changes that came one after the other, most of them by one cause. */
export interface Changes {
  readonly seq: number;
  readonly at: string;
  readonly type: "changes";
  /** How many rows of which tables, in the order in which they came. */
  readonly tables: readonly (readonly [table: string, count: number])[];
}

/** Entries newest first, with changes that follow on one another as one line. */
export function foldChanges(entries: readonly Entry[]): (Exclude<Entry, { type: "change" }> | Changes)[] {
  const folded: (Exclude<Entry, { type: "change" }> | Changes)[] = [];
  for (const entry of entries) {
    if (entry.type !== "change") {
      folded.push(entry);
      continue;
    }
    const last = folded.at(-1);
    const known = last?.type === "changes" ? last : undefined;
    const counts = new Map(known?.tables);
    counts.set(entry.data.table, (counts.get(entry.data.table) ?? 0) + 1);
    // The number of the newest names the line: it stays while older ones are added.
    const line = {
      seq: known?.seq ?? entry.seq,
      at: known?.at ?? entry.at,
      type: "changes",
      tables: [...counts],
    } as const;
    folded.splice(known ? -1 : folded.length, known ? 1 : 0, line);
  }
  return folded;
}
