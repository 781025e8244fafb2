import type { LocalData } from "../check/evaluator.ts";
import { inTurns } from "../load/in-turns.ts";
import type { Kind } from "../protocol/entity.ts";
import type { Entry } from "../store/entity-store.ts";
import type { Proof } from "../store/proof.ts";

/** Companies and users asked for again at a time after a reconnect: the whole fleet does this at once. */
const WIDTH = 16;

/** What is asked for again, and how. */
export interface ResubscribeOptions {
  /** What already carries this has been confirmed. */
  readonly proof: Proof;
  /** Is the connection that `proof` stands for still the one? */
  readonly isCurrent: () => boolean;
  readonly ask: (kind: Kind, entry: Entry) => Promise<unknown>;
}

/** Asks for everything in use that the connection has not confirmed yet, a few at a time, for as long as it lasts. */
export async function resubscribe(data: LocalData, { proof, isCurrent, ask }: ResubscribeOptions): Promise<void> {
  const inUse = [
    ...data.companies.inUse().map((entry) => ({ kind: "company", entry }) as const),
    ...data.users.inUse().map((entry) => ({ kind: "user", entry }) as const),
  ];
  await inTurns(inUse, WIDTH, async ({ kind, entry }) => {
    if (entry.proof !== proof && isCurrent()) await ask(kind, entry);
    return isCurrent();
  });
}
