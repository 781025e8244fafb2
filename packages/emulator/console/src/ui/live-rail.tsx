import { useEntries } from "../live/use-feed.ts";
import { EntryRow } from "./entry-row.tsx";
import { link } from "./route.ts";

/** As many as fit beside a page. */
const shown = 30;

/** What happens right now: answers, events, deliveries and what was asked for in vain. */
export function LiveRail() {
  const entries = useEntries().filter(({ type }) =>
    ["check", "event", "delivery", "client", "unemulated"].includes(type),
  );
  return (
    <aside class="rail" aria-label="Live">
      <header>
        <h2>Live</h2>
        <a href={link("activity")}>All activity</a>
      </header>
      {entries.length === 0 && <p class="empty">Checks and events show here as they come in.</p>}
      <ol class="entries">
        {entries.slice(0, shown).map((entry) => (
          <EntryRow key={entry.seq} entry={entry} />
        ))}
      </ol>
    </aside>
  );
}
