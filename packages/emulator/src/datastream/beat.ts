import type { Connection } from "./connection.ts";

/** As often as the service's own clients ping. */
const beatMs = 30_000;

/** Pings connections and ends those that do not answer, until it is told to stop. */
export function startBeat(connections: () => Iterable<Connection>): () => void {
  const timer = setInterval(() => {
    for (const connection of connections()) connection.beat();
  }, beatMs).unref();
  return () => clearInterval(timer);
}
