import {
  type FlagCheckEvent,
  type IdentifyEvent,
  type IdentifyOptions,
  type TrackEvent,
  type TrackOptions,
  timeoutOf,
} from "@schematic/api/core";
import { type AtExit, createAtExit } from "./at-exit.ts";
import { Cycle } from "./cycle.ts";
import { MAX_BACKOFF_MS } from "./delivery/repairs.ts";
import { createReporter, type Reporter } from "./delivery/reporter.ts";
import { createWatch, type DeliveryResult, type Watch } from "./delivery/watch.ts";
import type { EventReceipt, FlushOptions } from "./flush-options.ts";
import { createLanes, eachLane, type Lanes } from "./lanes.ts";
import { type EventQueueOptions, resolveOptions, type Settings } from "./options.ts";
import { identifyRecord, trackRecord } from "./record/billable-record.ts";
import { flagCheckRecord } from "./record/flag-check-record.ts";
import { type BillableRecord, isoClock, type RecordContext } from "./record/record-context.ts";
import { Refusal, UNREADABLE } from "./record/refusal.ts";
import { takeOver } from "./take-over.ts";

// Who waits does not wait out long pauses after failures, and does not hammer a failing service when it flushes on every request.
const WAITED_PAUSE_MS = 1_000;
const CLOSED = "the queue is closed";

/**
 * Accepts events at once and delivers them in batches: none twice, none lost but what it reports as dropped. No method throws
 * or rejects for anything that an event contains or the network does. Making one starts nothing; bad options throw `ConfigError`.
 *
 * @example
 * const events = new EventQueue({ apiKey });
 * events.track({ event: "query", company: { id: "acme" }, quantity: 10 });
 * const { delivered, dropped, pending } = await events.close();
 */
export class EventQueue {
  readonly #settings: Settings;
  readonly #reporter: Reporter;
  readonly #lanes: Lanes;
  readonly #cycle: Cycle;
  readonly #context: RecordContext;
  readonly #watches = new Set<Watch>();
  readonly #atExit: AtExit;
  #isStopped = false;
  #closing: Promise<DeliveryResult> | undefined;

  constructor(options: EventQueueOptions) {
    const settings = resolveOptions(options);
    const { now, flushIntervalMs: intervalMs, waitUntil } = settings;
    this.#settings = settings;
    this.#reporter = createReporter({
      ...settings,
      owing: () => this.#atExit.hold(),
      told: () => this.#releaseExit(),
    });
    this.#lanes = createLanes(settings, {
      reporter: this.#reporter,
      settled: (settlement) => {
        for (const watch of this.#watches) watch.settled(settlement);
        this.#releaseExit();
      },
      idle: () => this.#rest(),
    });
    this.#cycle = new Cycle({
      ...{ intervalMs, waitUntil },
      pump: () => eachLane(this.#lanes, (lane) => lane.pump()),
      sendAll: () => eachLane(this.#lanes, (lane) => lane.sendAll()),
      flush: () => this.flush(),
      failed: (error) => this.#reporter.failed("waitUntil failed", error),
    });
    this.#atExit = createAtExit({
      flush: () => this.flush(),
      pending: () => this.#pending,
      done: () => settings.spool?.close(),
      warn: (line) => this.#reporter.warn(line),
    });
    this.#context = { now, sentAt: isoClock(now), isSecret: !settings.apiKey.startsWith("api_") };
  }

  /** Accepts a user, and the company it belongs to, for creation or update. */
  identify(event: IdentifyEvent, options?: IdentifyOptions): EventReceipt {
    return this.#accept(() => identifyRecord(event, options, this.#context));
  }

  /** Accepts something that a company or user did. */
  track(event: TrackEvent, options?: TrackOptions): EventReceipt {
    return this.#accept(() => trackRecord(event, options, this.#context));
  }

  /** Accepts the answer of a local check. These have a lane of their own, in which the oldest go when it is full. */
  flagCheck(event: FlagCheckEvent): void {
    if (this.#closing !== undefined) {
      this.#reporter.dropped("flag_check", CLOSED, [], 1);
      return;
    }
    try {
      this.#lanes.flagChecks.add(flagCheckRecord(event, this.#settings.now()));
      this.#accepted();
    } catch {
      this.#reporter.dropped("flag_check", UNREADABLE, [], 1);
    }
  }

  /** Delivers what was accepted so far, in flight included. Resolves by `timeoutMs`; what is then pending goes on in the background. */
  flush(options?: FlushOptions): Promise<DeliveryResult> {
    return this.#deliver(timeoutOf(options), { pauseMs: WAITED_PAUSE_MS, timedOut: () => undefined });
  }

  /**
   * Refuses further events and delivers the rest. By `timeoutMs` it gives up: what waits is dropped, or kept when there is a spool;
   * a request still in flight is `pending`. Later calls share the first one's work and result.
   */
  close(options?: FlushOptions): Promise<DeliveryResult> {
    this.#closing ??= this.#close(timeoutOf(options));
    return this.#closing;
  }

  get #pending(): number {
    return this.#lanes.billable.pending + this.#lanes.flagChecks.pending;
  }

  #accept(makeRecord: () => BillableRecord): EventReceipt {
    if (this.#closing !== undefined) return this.#refuse(CLOSED);
    let record: BillableRecord;
    try {
      record = makeRecord();
    } catch (error) {
      return this.#refuse(error instanceof Refusal ? error.message : UNREADABLE);
    }
    this.#openSpool();
    const number = this.#lanes.billable.add(record.text);
    if (number === undefined) return this.#refuse("the queue is full", [record.text]);
    this.#settings.spool?.append(number, record.text);
    this.#accepted();
    return { accepted: true, idempotencyKey: record.idempotencyKey };
  }

  #refuse(reason: string, texts: readonly string[] = []): EventReceipt {
    this.#reporter.dropped("billable", reason, texts, 1);
    return { accepted: false, reason };
  }

  #accepted(): void {
    this.#atExit.hold();
    this.#cycle.accepted(this.#lanes.billable.hasFull() || this.#lanes.flagChecks.hasFull());
  }

  #openSpool(): void {
    if (!this.#isStopped && takeOver(this.#settings, this.#lanes.billable, this.#reporter)) this.#accepted();
  }

  async #deliver(timeoutMs: number, options: { pauseMs: number; timedOut: () => void }): Promise<DeliveryResult> {
    this.#openSpool();
    this.#cycle.elapse();
    const { billable, flagChecks } = this.#lanes;
    const watch = createWatch({ billable: billable.accepted, flag_check: flagChecks.accepted }, this.#pending);
    this.#watches.add(watch);
    const timer = setTimeout(() => {
      options.timedOut();
      watch.end();
    }, timeoutMs);
    eachLane(this.#lanes, (lane) => {
      lane.hurry(options.pauseMs, WAITED_PAUSE_MS);
      lane.sendAll();
    });
    this.#rest();
    const result = await watch.result;
    clearTimeout(timer);
    this.#watches.delete(watch);
    if (this.#watches.size === 0) eachLane(this.#lanes, (lane) => lane.hurry(MAX_BACKOFF_MS, MAX_BACKOFF_MS));
    this.#reporter.tellDrops();
    return result;
  }

  async #close(timeoutMs: number): Promise<DeliveryResult> {
    const result = await this.#deliver(timeoutMs, { pauseMs: 0, timedOut: () => this.#stop() });
    this.#stop();
    this.#atExit.release();
    if (result.pending > 0) this.#reporter.warn(`closed with ${result.pending} events undelivered`);
    return result;
  }

  #releaseExit(): void {
    if ((this.#isStopped || this.#pending === 0) && !this.#reporter.isOwing) this.#atExit.release();
  }

  #stop(): void {
    this.#isStopped = true;
    eachLane(this.#lanes, (lane) => lane.stop("the queue was closed before they were delivered"));
    this.#rest();
  }

  /** Once it is stopped and knows what came of its last requests, the spool is for others, and there is nothing to wait for. */
  #rest(): void {
    const { billable, flagChecks } = this.#lanes;
    if (!this.#isStopped || billable.inFlight > 0) return;
    this.#settings.spool?.close();
    if (flagChecks.inFlight === 0) for (const watch of this.#watches) watch.end();
  }
}
