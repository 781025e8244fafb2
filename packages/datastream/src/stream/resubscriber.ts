import type { LocalData } from "../check/evaluator.ts";
import { inTurns } from "../load/in-turns.ts";
import type { Kind } from "../protocol/entity.ts";
import type { Entry } from "../store/entry.ts";
import type { Proof } from "../store/proof.ts";

/** Companies and users asked for again at a time after a reconnect: the whole fleet does this at once. */
const WIDTH = 16;

/** What was not known to be true for longer is worth waiting for: two heartbeats, one of which may have been silence. */
const OLD_MS = 60_000;

/** What is asked for again, and how. */
export interface ResubscriberOptions {
  readonly data: LocalData;
  /** Does the connection still vouch by this proof? */
  readonly isCurrent: (proof: Proof) => boolean;
  readonly ask: (kind: Kind, entry: Entry) => Promise<unknown>;
}

/** Asks for what is in use after a reconnect or a reload. */
export class Resubscriber {
  readonly #options: ResubscriberOptions;
  #last: Proof | undefined;

  constructor(options: ResubscriberOptions) {
    this.#options = options;
  }

  /**
   * Asks once for everything in use that does not carry the proof yet, a few at a time, for as long as the proof lasts.
   * What is old or not in use is as good as missing to a check that can wait.
   */
  async run(proof: Proof): Promise<void> {
    if (this.#last === proof) return;
    this.#last = proof;
    const { data, isCurrent, ask } = this.#options;
    const since = performance.now() - OLD_MS;
    data.companies.lapse(proof, since);
    data.users.lapse(proof, since);
    const inUse = [
      ...data.companies.inUse().map((entry) => ({ kind: "company", entry }) as const),
      ...data.users.inUse().map((entry) => ({ kind: "user", entry }) as const),
    ];
    await inTurns(inUse, WIDTH, async ({ kind, entry }) => {
      if (entry.proof !== proof && isCurrent(proof)) await ask(kind, entry);
      return isCurrent(proof);
    });
  }
}
