import type { Batch } from "./delivery/batch.ts";
import type { TriedEvents } from "./delivery/lane.ts";
import type { Settlement } from "./delivery/lane-options.ts";
import type { Reporter } from "./delivery/reporter.ts";
import type { Settings } from "./options.ts";
import type { Spool, SpoolEntry } from "./spool.ts";

// A process that is being replaced may hold the spool a little longer than its successor waits for it.
const REOPEN_MS = 1_000;

/** What an earlier process left, as a lane takes it. */
export interface LeftEvents {
  readonly tried: readonly TriedEvents[];
  readonly untried: readonly string[];
}

function grouped(entries: readonly SpoolEntry[], maxBatchSize: number): LeftEvents {
  const tried: { texts: string[]; uncertainSince: number }[] = [];
  const untried: string[] = [];
  for (const { text, attemptedAt } of entries) {
    const last = tried.at(-1);
    if (attemptedAt === undefined) untried.push(text);
    else if (last?.uncertainSince === attemptedAt && last.texts.length < maxBatchSize) last.texts.push(text);
    else tried.push({ texts: [text], uncertainSince: attemptedAt });
  }
  return { tried, untried };
}

const rangeOf = ({ first, texts }: Batch) => ({ first, count: texts.length });

/** Keeps the spool, if there is one, in step with the billable lane. */
export class SpoolKeeper {
  readonly #settings: Settings;
  readonly #reporter: Reporter;
  readonly #spool: Spool | undefined;
  #state: "new" | "open" | "closed" = "new";
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(settings: Settings, reporter: Reporter) {
    this.#settings = settings;
    this.#reporter = reporter;
    this.#spool = settings.spool;
  }

  get isOpen(): boolean {
    return this.#state === "open";
  }

  /** Opens the spool if that is due. Gives what was in it; the first of these gets `firstNumber`. */
  open(firstNumber: number): LeftEvents | undefined {
    if (this.#spool === undefined || this.#state !== "new") return undefined;
    const { identity, now, maxBatchSize } = this.#settings;
    if (now() - this.#askedAt < REOPEN_MS) return undefined;
    this.#askedAt = now();
    const report = (error: Error) => this.#reporter.failed("spool", error);
    const entries = this.#spool.open({ identity, firstNumber, report });
    if (entries === undefined) {
      this.#reporter.warn("another process writes to the spool; events are kept in memory only until it is free");
      return undefined;
    }
    this.#state = "open";
    return grouped(entries, maxBatchSize);
  }

  append(number: number, text: string): void {
    if (this.isOpen) this.#spool?.append(number, text);
  }

  starting(batch: Batch, at: number): void {
    if (this.isOpen) this.#spool?.attempted(rangeOf(batch), batch.uncertainSince ?? at);
  }

  unsent(batch: Batch): void {
    if (this.isOpen) this.#spool?.attempted(rangeOf(batch), batch.uncertainSince);
  }

  settled({ first, count }: Settlement): void {
    if (this.isOpen) this.#spool?.settled({ first, count });
  }

  close(): void {
    if (this.isOpen) this.#spool?.close();
    this.#state = "closed";
  }
}
