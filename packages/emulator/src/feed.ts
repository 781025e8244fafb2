/** Something that happened, as the console and tests see it live. */
export interface FeedEntry {
  /** Counts up from 1 with every entry. */
  readonly seq: number;
  /** When, by the emulator's clock. */
  readonly at: string;
  readonly type: "change" | "check" | "client" | "clock" | "delivery" | "event" | "faults" | "request" | "unemulated";
  readonly data: Readonly<Record<string, unknown>>;
}

/** The live feed: keeps the latest entries and passes new ones on. */
export interface Feed {
  publish(type: FeedEntry["type"], data: Readonly<Record<string, unknown>>): void;
  /** Kept entries after the one with number `seq`, oldest first. */
  since(seq: number): FeedEntry[];
  /** Calls back for every new entry; returns the way to stop. */
  subscribe(listener: (entry: FeedEntry) => void): () => void;
}

/** Entries kept for a console that connects late or again. */
const keptEntries = 500;

/** A feed whose entries carry the time that `now` tells. */
export function createFeed(now: () => string): Feed {
  let seq = 0;
  let entries: FeedEntry[] = [];
  const listeners = new Set<(entry: FeedEntry) => void>();
  return {
    publish: (type, data) => {
      seq += 1;
      const entry = { seq, at: now(), type, data };
      entries.push(entry);
      if (entries.length > 2 * keptEntries) entries = entries.slice(-keptEntries);
      for (const listener of listeners) listener(entry);
    },
    since: (after) => entries.filter((entry) => entry.seq > after).slice(-keptEntries),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
