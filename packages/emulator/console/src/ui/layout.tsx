import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useClients } from "../live/use-clients.ts";
import { useClock } from "../live/use-clock.ts";
import { useFaults } from "../live/use-faults.ts";
import { useConnection } from "../live/use-feed.ts";
import { Tag } from "./blocks.tsx";
import { showInstant } from "./format.ts";
import { LiveRail } from "./live-rail.tsx";
import { link } from "./route.ts";

const sections: readonly (readonly [page: string, title: string])[] = [
  ["flags", "Flags"],
  ["companies", "Companies"],
  ["users", "Users"],
  ["playground", "Playground"],
  ["activity", "Activity"],
  ["webhooks", "Webhooks"],
  ["clients", "Clients"],
  ["clock", "Clock"],
  ["faults", "Faults"],
  ["setup", "Setup"],
];

const tones = { connecting: "", live: "good", lost: "bad" };

function Status() {
  const connection = useConnection();
  const clock = useClock();
  const faults = useFaults();
  return (
    <div class="status">
      {faults.length > 0 && (
        <a href={link("faults")}>
          <Tag tone="warn">{faults.length === 1 ? "1 fault" : `${faults.length} faults`}</Tag>
        </a>
      )}
      {clock && (
        <a href={link("clock")} class="clock" title="The emulator's clock">
          {showInstant(clock.now)}
          {clock.frozen && <Tag tone="info">frozen</Tag>}
        </a>
      )}
      <span class={`dot ${tones[connection]}`} role="img" aria-label={connection} />
    </div>
  );
}

function Navigation({ page }: { readonly page: string }) {
  const clients = useClients();
  const nav = useRef<HTMLElement>(null);
  // On a phone not all sections fit beside one another.
  useEffect(() => {
    nav.current?.querySelector('[aria-current="page"]')?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [page]);
  return (
    <nav ref={nav} aria-label="Sections">
      {sections.map(([name, title]) => (
        <a key={name} href={link(name)} aria-current={name === page ? "page" : undefined}>
          {title}
          {name === "clients" && clients.length > 0 && <Tag tone="info">{clients.length}</Tag>}
        </a>
      ))}
    </nav>
  );
}

/** The name of the page in the browser's tab and history. */
function useTitle(page: string): void {
  const title = sections.find(([name]) => name === page)?.[1] ?? "Flags";
  useEffect(() => {
    document.title = `${title} · Schematic emulator`;
  }, [title]);
}

/** What surrounds every page: the head, the sections, and beside wide pages what happens right now. */
export function Layout({ page, children }: { readonly page: string; readonly children: ComponentChildren }) {
  const connection = useConnection();
  useTitle(page);
  return (
    <div class={page === "activity" ? "shell" : "shell with-rail"}>
      <button type="button" class="skip" onClick={() => document.getElementById("content")?.focus()}>
        Skip to content
      </button>
      <header class="top">
        <a class="brand" href={link("flags")}>
          <img src="/icon.svg" alt="" width="28" height="28" />
          Schematic <span>emulator</span>
        </a>
        <Status />
      </header>
      <Navigation page={page} />
      <main id="content" tabIndex={-1}>
        {connection === "lost" && (
          <p class="banner">The emulator does not answer. This page goes on by itself when it is back.</p>
        )}
        {children}
      </main>
      {page !== "activity" && <LiveRail />}
    </div>
  );
}
