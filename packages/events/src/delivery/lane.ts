// One lane of delivery. Batches start in order of acceptance, up to `maxInFlight` at a time. Once one fails, nothing new starts
// until it is settled: see `Repairs`. Every record is settled once, as delivered or as dropped, in ranges of numbers.
import { Backlog, type Cut } from "./backlog.ts";
import { type Batch, newBatch, splitBatch } from "./batch.ts";
import type { LaneOptions, Settlement } from "./lane-options.ts";
import type { Outcome } from "./outcome.ts";
import { Repairs } from "./repairs.ts";

// The service forgets idempotency keys after 24 hours; the hour between covers clocks and a request under way.
const MAX_UNCERTAIN_MS = 23 * 60 * 60 * 1_000;

/** Events that an earlier process tried to deliver together. */
export type TriedEvents = Pick<Batch, "texts" | "uncertainSince">;

/** See the head of this file. */
export class Lane<T> {
  readonly #options: LaneOptions<T>;
  readonly #backlog: Backlog<T>;
  readonly #repairs: Repairs;
  #inFlight = 0;
  #due = 0;
  #units = 0;
  #settled = 0;
  #delivered = 0;
  /** Why what is left is dropped, once the lane is stopped; empty: it is left to a later process. */
  #stopped: string | undefined;

  constructor(options: LaneOptions<T>) {
    const { now, random } = options;
    this.#options = options;
    this.#backlog = new Backlog<T>(options);
    this.#repairs = new Repairs({ now, random, resume: () => this.pump() });
  }

  /** How many records were accepted: the number of the next. */
  get accepted(): number {
    return this.#backlog.next;
  }

  get pending(): number {
    return this.#backlog.next - this.#settled;
  }

  get isIdle(): boolean {
    return this.#inFlight === 0;
  }

  get hasFullBatch(): boolean {
    return this.#backlog.hasFull;
  }

  /** Appends a record and gives its number; `undefined` when there is no room for it. */
  add(record: T): number | undefined {
    const units = this.#options.sizeOf(record);
    if (!this.#makeRoom(units)) return undefined;
    return this.#append(record, units);
  }

  /** Takes in what an earlier process left. What it tried goes first. */
  restore(tried: readonly TriedEvents[], untried: readonly T[]): void {
    for (const { texts, uncertainSince } of tried) {
      // Numbers are given in order, so what waits already must go ahead too.
      for (let batch = this.#cut(this.accepted); batch; batch = this.#cut(this.accepted)) this.#repairs.add(batch);
      this.#repairs.add(newBatch(this.#backlog.skip(texts.length), texts, uncertainSince));
      this.#units += this.#unitsOf(texts);
    }
    for (const record of untried) this.#append(record, this.#options.sizeOf(record));
  }

  /** Sends what has been accepted so far, without waiting for full batches. */
  sendAll(): void {
    this.#due = this.accepted;
    this.pump();
  }

  /** Makes a pause after failures at most `ms` long. */
  hurry(ms: number): void {
    this.#repairs.hurry(ms);
  }

  /** Starts what may start. */
  pump(): void {
    while (this.#stopped === undefined) {
      const batch = this.#next();
      if (batch === undefined) return;
      this.#start(batch);
    }
  }

  /** No attempt begins from now on. What is left is dropped for `reason`; an empty one leaves it to a later process. */
  stop(reason: string): void {
    if (this.#stopped !== undefined) return;
    this.#stopped = reason;
    if (reason === "") return;
    this.#dropRepairs(reason);
    for (let batch = this.#cut(this.accepted); batch; batch = this.#cut(this.accepted)) this.#drop(batch, reason);
  }

  #next(): Batch | undefined {
    if (this.#repairs.isBusy) return this.#repairs.next();
    if (this.#inFlight >= this.#options.maxInFlight) return undefined;
    return this.#cut(this.#due) ?? this.#repairs.nextAside();
  }

  #cut(due: number): Batch | undefined {
    for (let cut = this.#backlog.take(due); cut; cut = this.#backlog.take(due)) {
      const batch = this.#written(cut);
      if (batch.texts.length > 0) return batch;
    }
    return undefined;
  }

  #written({ first, records }: Cut<T>): Batch {
    const texts: string[] = [];
    for (const record of records) {
      const text = this.#options.textOf(record);
      if (text !== undefined) texts.push(text);
    }
    const failed = records.length - texts.length;
    if (failed > 0)
      this.#settle({ outcome: "dropped", first, count: failed, reason: "the event cannot be sent as JSON" }, failed);
    return newBatch(first + failed, texts);
  }

  #start(batch: Batch): void {
    const { now, deliver, observer } = this.#options;
    const at = now();
    if (batch.uncertainSince !== undefined && at - batch.uncertainSince > MAX_UNCERTAIN_MS) {
      this.#repairs.ended(batch);
      this.#drop(
        batch,
        "an attempt over 23 hours ago may have delivered it, and the service may have forgotten its key",
      );
      return;
    }
    this.#inFlight++;
    observer.starting(batch, at);
    void deliver(batch.texts).then((outcome) => {
      this.#inFlight--;
      this.#repairs.ended(batch);
      this.#conclude(batch, outcome, at);
      this.pump();
      if (this.#inFlight === 0) observer.idle();
    });
  }

  #conclude(batch: Batch, outcome: Outcome, startedAt: number): void {
    if (outcome.kind === "delivered") {
      const count = batch.texts.length;
      this.#delivered += count;
      this.#settle({ outcome: "delivered", first: batch.first, count }, this.#unitsOf(batch.texts));
    } else if (outcome.kind === "refused") this.#drop(batch, outcome.reason);
    else {
      const isUnsent = outcome.kind === "split" || outcome.isUnsent;
      if (isUnsent) this.#options.observer.unsent(batch);
      else batch.uncertainSince ??= startedAt;
      if (outcome.kind === "split") this.#split(batch, outcome);
      else this.#retry(batch, outcome);
      if (this.#stopped) this.#dropRepairs(this.#stopped);
    }
  }

  #split(batch: Batch, { reason, maxSize, isTooLong }: Outcome & { readonly kind: "split" }): void {
    const { length } = batch.texts;
    if (length === 1) {
      this.#drop(batch, reason);
      return;
    }
    const size = maxSize !== undefined && maxSize < length ? maxSize : Math.ceil(length / 2);
    if (maxSize !== undefined) this.#backlog.limit({ maxBatchSize: maxSize });
    if (isTooLong) this.#backlog.limit({ maxBatchUnits: this.#unitsOf(batch.texts) / 2 });
    this.#repairs.add(...splitBatch(batch, size));
  }

  #retry(batch: Batch, outcome: Outcome & { readonly kind: "retry" }): void {
    this.#options.observer.failed(outcome.error);
    if (!this.#repairs.retry(batch, outcome, this.#delivered)) {
      this.#drop(batch, "capture fails on this event (500) again and again while it takes others");
    }
  }

  #dropRepairs(reason: string): void {
    for (const batch of this.#repairs.stop()) this.#drop(batch, reason);
  }

  #drop({ first, texts }: Batch, reason: string): void {
    this.#settle({ outcome: "dropped", first, count: texts.length, reason, texts }, this.#unitsOf(texts));
  }

  #settle(settlement: Settlement, units: number): void {
    this.#units -= units;
    this.#settled += settlement.count;
    this.#options.observer.settled(settlement);
  }

  #makeRoom(units: number): boolean {
    const { maxUnits, whenFull } = this.#options;
    if (units > maxUnits) return false;
    while (this.#units + units > maxUnits) {
      const oldest = whenFull === "drop-oldest" ? this.#backlog.evict() : undefined;
      if (oldest === undefined) return false;
      const { first, record } = oldest;
      const texts = typeof record === "string" ? [record] : [];
      this.#settle({ outcome: "dropped", first, count: 1, reason: "the queue is full", texts }, oldest.units);
    }
    return true;
  }

  #append(record: T, units: number): number {
    this.#units += units;
    return this.#backlog.add(record, units);
  }

  #unitsOf(texts: readonly string[]): number {
    return texts.reduce((sum, text) => sum + this.#options.sizeOf(text), 0);
  }
}
