import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { Reply } from "../http/message.ts";
import type { FaultEffect } from "./faults.ts";

/** The answer that a `status` fault gives. */
function faultReply(effect: FaultEffect): Reply {
  const after = effect.retryAfterSeconds;
  return {
    status: effect.status,
    json: { error: `a fault was asked for: ${effect.status}` },
    ...(after !== undefined && { headers: { "retry-after": String(after) } }),
  };
}

function hungUp(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => response.once("close", () => resolve()));
}

/**
 * Answers a request under a fault's effect: with the reply to send, or with `undefined` when the connection is gone and
 * nothing is to be sent.
 */
export async function underFault(
  effect: FaultEffect,
  response: ServerResponse,
  answer: () => Promise<Reply>,
): Promise<Reply | undefined> {
  if (effect.delayMs > 0) await delay(effect.delayMs, undefined, { ref: false });
  if (effect.action === "status") return faultReply(effect);
  if (effect.action === "hang") return hungUp(response).then(() => undefined);
  if (effect.action === undefined) return answer();
  if (effect.action === "drop") await answer();
  response.socket?.resetAndDestroy();
  return undefined;
}
