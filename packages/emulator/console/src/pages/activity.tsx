import { useState } from "preact/hooks";
import type { Entry } from "../live/entries.ts";
import { foldChanges } from "../live/fold.ts";
import { useEntries } from "../live/use-feed.ts";
import { Empty, PageHead } from "../ui/blocks.tsx";
import { EntryRow } from "../ui/entry-row.tsx";

const kinds: readonly (readonly [title: string, types: readonly Entry["type"][]])[] = [
  ["Everything", ["check", "event", "request", "delivery", "client", "unemulated", "clock", "faults", "change"]],
  ["Checks", ["check"]],
  ["Events", ["event"]],
  ["Requests", ["request"]],
  ["Webhooks", ["delivery"]],
  ["Clients", ["client"]],
  ["Not emulated", ["unemulated"]],
  ["Changes", ["change", "clock", "faults"]],
];

/** The place of the choice that shows all, and changes only in brief. */
const everything = 0;

/** As many as can be drawn again and again without being felt. */
const shown = 200;

function matches(entry: Entry, text: string): boolean {
  return text === "" || JSON.stringify(entry.data).toLowerCase().includes(text.toLowerCase());
}

interface FilterProps {
  readonly kind: number;
  readonly onKind: (kind: number) => void;
  readonly text: string;
  readonly onText: (text: string) => void;
}

function Filter({ kind, onKind, text, onText }: FilterProps) {
  return (
    <div class="toolbar">
      <fieldset class="segments">
        <legend class="hidden">What to show</legend>
        {kinds.map(([title], index) => (
          <button key={title} type="button" aria-pressed={kind === index} onClick={() => onKind(index)}>
            {title}
          </button>
        ))}
      </fieldset>
      <input
        type="search"
        aria-label="Search the activity"
        placeholder="Search"
        value={text}
        onInput={(event) => onText(event.currentTarget.value)}
      />
    </div>
  );
}

/** Everything that happens, as it happens. */
export function ActivityPage() {
  const [kind, setKind] = useState(everything);
  const [text, setText] = useState("");
  const [heldAt, setHeldAt] = useState<number>();
  const all = useEntries();
  const types = kinds[kind]?.[1] ?? [];
  const entries = all.filter(
    (entry) => types.includes(entry.type) && matches(entry, text) && (heldAt === undefined || entry.seq <= heldAt),
  );
  return (
    <>
      <PageHead
        title="Activity"
        aside={
          <button
            type="button"
            aria-pressed={heldAt !== undefined}
            onClick={() => setHeldAt(heldAt === undefined ? (all[0]?.seq ?? 0) : undefined)}
          >
            {heldAt === undefined ? "Hold" : "Go on"}
          </button>
        }
      >
        Checks, events, requests and everything else as it happens, newest first.
      </PageHead>
      <Filter kind={kind} onKind={setKind} text={text} onText={setText} />
      {entries.length === 0 && <Empty>Nothing yet.</Empty>}
      <ol class="entries wide">
        {(kind === everything ? foldChanges(entries) : entries).slice(0, shown).map((entry) => (
          <EntryRow key={entry.seq} entry={entry} />
        ))}
      </ol>
    </>
  );
}
