import type { Connection } from "./connection.ts";

/** Which connections to end: one, or all; with a close code, or without one like a cut cable. */
export interface CutOptions {
  readonly id?: string | undefined;
  readonly code?: number | undefined;
  readonly reason?: string | undefined;
}

/** Ends connections; says how many. */
export function cutConnections(connections: readonly Connection[], { id, code, reason }: CutOptions): number {
  const chosen = connections.filter((connection) => id === undefined || connection.origin.id === id);
  for (const connection of chosen) connection.end(code, reason);
  return chosen.length;
}

/** The code that tells clients to come back: the server restarts. */
export const restarting: CutOptions = { code: 1012, reason: "the emulator stops" };
