import { useEffect, useState } from "preact/hooks";
import type { Entry } from "./entries.ts";
import { isConnected, latestEntries, listen } from "./feed.ts";

/** The latest entries of the feed, newest first. */
export function useEntries(): readonly Entry[] {
  const [entries, setEntries] = useState(latestEntries);
  useEffect(() => {
    setEntries(latestEntries());
    return listen(() => setEntries(latestEntries()));
  }, []);
  return [...entries].reverse();
}

/** Is the emulator there? */
export function useConnected(): boolean {
  const [connected, setConnected] = useState(isConnected);
  useEffect(() => listen(() => setConnected(isConnected())), []);
  return connected;
}
