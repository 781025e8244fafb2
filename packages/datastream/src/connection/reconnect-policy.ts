import { backoffMs } from "@schematic/api/core";
import type { SocketEnd } from "./socket.ts";

/** Why a connection ended, as far as the next attempt cares. */
export interface Loss {
  /** The service said that this key may not connect. */
  readonly refused: boolean;
  /** For people and logs: a status, the system's error code or a close code, never a body. */
  readonly detail: string;
  /** The close code, where there was one. */
  readonly code?: number | undefined;
}

/** The official SDKs' longest back-off. */
const MAX_MS = 30_000;
/** Full jitter may come out at nothing: even then a loop of failures stays slow. */
const LEAST_MS = 100;
/** A refused key rarely becomes good by itself; asking once a minute finds out without being a burden. */
const REFUSED_MS = 60_000;

/**
 * Milliseconds until the next attempt after `failures` (1 or more) losses in a row: full jitter below a doubling,
 * capped bound; for a refusal between one and two minutes. There is no last attempt.
 */
export function reconnectDelayMs(loss: Loss, failures: number, random: () => number): number {
  if (loss.refused) return REFUSED_MS + random() * REFUSED_MS;
  return Math.max(LEAST_MS, backoffMs({ attempt: failures, maxMs: MAX_MS, random }));
}

/** The service refuses a key by these statuses of the upgrade … */
const REFUSING_STATUSES = [401, 403];
/** … or by accepting it and closing with the application's code for "unauthorized". */
const REFUSING_CODE = 4001;

/** What the end of a socket means: an HTTP status if the upgrade was answered with one, else a close code. */
export function classifyLoss({ status, code, cause }: SocketEnd): Loss {
  const refused = status === undefined ? code === REFUSING_CODE : REFUSING_STATUSES.includes(status);
  const fact = status === undefined ? (cause ?? `close ${code}`) : `status ${status}`;
  return { refused, detail: refused ? `the key was refused (${fact})` : `the connection was lost (${fact})`, code };
}
