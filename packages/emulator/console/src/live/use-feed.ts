import { useEffect, useState } from "preact/hooks";
import type { Entry } from "./entries.ts";
import { type Connection, currentConnection, latestEntries, listen } from "./feed.ts";

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
export function useConnection(): Connection {
  const [connection, setConnection] = useState(currentConnection);
  useEffect(() => listen(() => setConnection(currentConnection())), []);
  return connection;
}
