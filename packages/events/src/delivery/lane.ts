// One lane of delivery. Batches start in order of acceptance, up to `maxInFlight` at a time. Once one fails, nothing new starts
// until it is settled: see `Repairs`. Every record is settled once, as delivered or as dropped, in ranges of numbers.

import { UNREADABLE } from "../record/refusal.ts";
import { createAttempts } from "./attempts.ts";
import { createBacklog } from "./backlog.ts";
import { type Batch, newBatch, rangeOf, splitBatch } from "./batch.ts";
import type { Lane, LaneOptions } from "./lane-options.ts";
import type { Outcome } from "./outcome.ts";
import { createRepairs } from "./repairs.ts";

// The service forgets idempotency keys after 24 hours; the hour between covers clocks and a request under way.
const MAX_UNCERTAIN_MS = 23 * 60 * 60 * 1_000;

/** Makes an empty lane. */
export function createLane<T>(options: LaneOptions<T>): Lane<T> {
  const { lane, unitsOf, maxUnits, maxInFlight, whenFull, textOf, steadyNow, reporter, spool } = options;
  const backlog = createBacklog<T>(options);
  const repairs = createRepairs({ random: options.random, resume: pump });
  const attempts = createAttempts({ ...options, ended });
  /** The number of the first record in the backlog. */
  let head = 0;
  let accepted = 0;
  let due = 0;
  let units = 0;
  let unsettled = 0;
  let delivered = 0;
  let stopped: string | undefined;

  const unitsIn = (texts: readonly string[]) => texts.reduce((sum, text) => sum + unitsOf(text), 0);

  function settle(outcome: "delivered" | "dropped", range: { first: number; count: number }, freed: number): void {
    units -= freed;
    unsettled -= range.count;
    // First, so that whoever flushes when the spool fails does not wait for what is settled.
    options.settled({ lane, outcome, ...range });
    spool?.settled(range);
  }

  function drop(batch: Batch, reason: string): void {
    reporter.dropped(lane, reason, batch.texts);
    settle("dropped", rangeOf(batch), unitsIn(batch.texts));
  }

  function cut(isDue: boolean): Batch | undefined {
    const records = backlog.take(isDue);
    if (records === undefined) return undefined;
    const batch = newBatch(head, []);
    head += records.length;
    for (const record of records) {
      const text = textOf(record);
      if (text !== undefined) batch.texts.push(text);
    }
    const failed = records.length - batch.texts.length;
    if (failed === 0) return batch;
    reporter.dropped(lane, UNREADABLE, [], failed);
    settle("dropped", { first: batch.first, count: failed }, failed);
    batch.first += failed;
    return batch.texts.length > 0 ? batch : cut(isDue);
  }

  function cutAll(take: (batch: Batch) => void): void {
    for (let batch = cut(true); batch; batch = cut(true)) take(batch);
  }

  function next(): Batch | undefined {
    if (repairs.isBusy()) return repairs.next();
    if (attempts.count() >= maxInFlight) return undefined;
    return cut(head < due) ?? repairs.nextAside();
  }

  function conclude(batch: Batch, outcome: Outcome, startedAt: number): void {
    const { length } = batch.texts;
    if (outcome.kind === "delivered") {
      delivered += length;
      reporter.delivered(lane, length);
      settle("delivered", rangeOf(batch), unitsIn(batch.texts));
    } else if (outcome.kind === "refused" || (outcome.kind === "split" && length === 1)) {
      drop(batch, outcome.reason);
    } else if (outcome.kind === "split") {
      spool?.attempted(rangeOf(batch), batch.uncertainSince);
      const half = Math.ceil(length / 2);
      repairs.add(...splitBatch(batch, outcome.maxSize < length ? outcome.maxSize : half));
    } else {
      if (outcome.isUnsent) spool?.attempted(rangeOf(batch), batch.uncertainSince);
      else batch.uncertainSince ??= startedAt;
      const isKept = repairs.retry(batch, outcome, { startedAt, delivered });
      // Only now that the batch waits for its repair: a hook that flushes must not start a later one.
      reporter.failed("capture failed, trying again", outcome.error);
      if (!isKept) drop(batch, "capture fails on it (500) while it takes others");
    }
    if (stopped !== undefined) abandonRepairs(stopped);
  }

  function start(batch: Batch): void {
    const at = steadyNow();
    const { uncertainSince = at } = batch;
    if (at - uncertainSince > MAX_UNCERTAIN_MS) {
      repairs.ended(batch);
      drop(batch, "it may have been delivered over 23 hours ago");
      return;
    }
    spool?.attempted(rangeOf(batch), uncertainSince);
    attempts.start(batch, at);
  }

  function ended(batch: Batch, outcome: Outcome, startedAt: number): void {
    repairs.ended(batch);
    conclude(batch, outcome, startedAt);
    pump();
    if (attempts.count() === 0) options.idle();
  }

  function pump(): void {
    while (stopped === undefined) {
      const batch = next();
      if (batch === undefined) return;
      start(batch);
    }
  }

  /** Drops what no later process will find. */
  function abandon(batch: Batch, reason: string): void {
    for (const event of splitBatch(batch, 1)) if (!spool?.holds(event.first)) drop(event, reason);
  }

  function abandonRepairs(reason: string): void {
    for (const batch of repairs.stop()) abandon(batch, reason);
  }

  function hasRoom(wanted: number): boolean {
    while (wanted <= maxUnits && units + wanted > maxUnits && whenFull === "drop-oldest") {
      const oldest = backlog.evict();
      if (oldest === undefined) break;
      reporter.dropped(lane, "the queue is full", typeof oldest === "string" ? [oldest] : [], 1);
      settle("dropped", { first: head++, count: 1 }, unitsOf(oldest));
    }
    return units + wanted <= maxUnits;
  }

  /** Counts records in and gives the number of the first. */
  function count(records: number, size: number): number {
    units += size;
    unsettled += records;
    accepted += records;
    return accepted - records;
  }

  function append(record: T, size = unitsOf(record)): number {
    backlog.add(record, size);
    return count(1, size);
  }

  return {
    get accepted() {
      return accepted;
    },
    get pending() {
      return unsettled;
    },
    get inFlight() {
      return attempts.count();
    },
    hasFull: backlog.hasFull,
    add(record) {
      const size = unitsOf(record);
      return hasRoom(size) ? append(record, size) : undefined;
    },
    restore(records, uncertainSince) {
      if (uncertainSince === undefined) {
        for (const record of records) append(record);
        return;
      }
      // Numbers follow the order of sending, so what waits already goes ahead too.
      cutAll(repairs.add);
      // A time to come is that of a clock which was wrong: from now on it counts as begun, so that it cannot stay young for ever.
      const since = Math.min(uncertainSince, steadyNow());
      repairs.add(newBatch(count(records.length, unitsIn(records)), [...records], since));
      head = accepted;
    },
    sendAll() {
      due = accepted;
      attempts.endLost();
      pump();
    },
    hurry: repairs.hurry,
    pump,
    stop(reason) {
      stopped ??= reason;
      abandonRepairs(reason);
      cutAll((batch) => abandon(batch, reason));
    },
  };
}
