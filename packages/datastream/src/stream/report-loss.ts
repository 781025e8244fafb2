import type { StatusBoard } from "../check/status.ts";
import type { Loss } from "../connection/reconnect-policy.ts";
import type { Settings } from "../settings.ts";

/** Tells of a lost connection: loudly of a refusal, which somebody must act upon, once of an outage. */
export function reportLoss(
  { logger }: Settings,
  board: StatusBoard,
  loss: Loss & { readonly retryInMs: number },
): void {
  const line = `datastream: ${loss.detail}, next attempt in ${Math.ceil(loss.retryInMs / 1000)} s`;
  const level = board.status.ready ? "warn" : "info";
  logger[loss.refused ? "error" : level](line);
  if (loss.refused) board.fail(new Error(`datastream: ${loss.detail}`));
  board.set(false, loss.detail);
}
