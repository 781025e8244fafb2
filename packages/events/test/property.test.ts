import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, jest } from "@jest/globals";
import type { DeliveryReport, Logger } from "@schematic/api/core";
import { EventQueue, type QueueSpool, type Spool } from "@schematic/events";
import { fileSpool } from "@schematic/events/file";
import fc from "fast-check";
import { accepted, startCapture, type Treatment } from "./capture-server.ts";

jest.setTimeout(60_000);

const quiet: Logger = { error() {}, warn() {}, info() {}, debug() {} };

const treatment: fc.Arbitrary<Treatment> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(accepted) },
  fc.constantFrom<Treatment>(
    "hang",
    "reset",
    "lost",
    { status: 500 },
    { status: 503 },
    { status: 429 },
    { status: 408 },
  ),
  fc.constant<Treatment>({ status: 200, delayMs: 15 }),
);

/** Track so many, wait for a moment, flush, or lose the process as `kill -9` does and start the next. */
const step = fc.oneof(
  { weight: 3, arbitrary: fc.nat({ max: 30 }).map((count) => ({ kind: "track" as const, count })) },
  fc.constant({ kind: "wait" as const }),
  fc.constant({ kind: "flush" as const }),
  fc.constant({ kind: "crash" as const }),
);

/** A spool whose process can be lost: the queue goes on talking to it, and nothing reaches the disk. */
function mortal(directory: string): { spool: Spool; crash: () => void } {
  let spool = fileSpool({ directory }).forQueue();
  const real = spool;
  const dead: QueueSpool = {
    isOpen: true,
    open: () => [],
    append() {},
    holds: () => true,
    attempted() {},
    settled() {},
    close() {},
  };
  const queueSpool: QueueSpool = {
    get isOpen() {
      return spool.isOpen;
    },
    open: (opening) => spool.open(opening),
    append: (number, text) => spool.append(number, text),
    holds: (number) => spool.holds(number),
    attempted: (range, at) => spool.attempted(range, at),
    settled: (range) => spool.settled(range),
    close: () => spool.close(),
  };
  return {
    spool: { forQueue: () => queueSpool },
    crash() {
      // Closing writes nothing: what is left is what a killed process leaves, but for the lock, which a dead one does not hold.
      spool = dead;
      real.close();
    },
  };
}

describe("a queue against a capture that fails in every way", () => {
  it("delivers each accepted event at least once, and once by key, or reports that it was dropped", async () => {
    const plan = fc.record({
      steps: fc.array(step, { minLength: 1, maxLength: 8 }),
      treatments: fc.array(treatment, { maxLength: 12 }),
      maxInFlight: fc.integer({ min: 1, max: 4 }),
      maxBatchSize: fc.integer({ min: 1, max: 12 }),
      poison: fc.option(fc.nat({ max: 40 })),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ steps, treatments, maxInFlight, maxBatchSize, poison }) => {
        const capture = await startCapture((exchange) => {
          const isPoisoned = exchange.events.some(({ body }) => (body.traits as { n: number }).n === poison);
          return isPoisoned ? { status: 400 } : (treatments[exchange.index] ?? accepted);
        });
        const directory = mkdtempSync(join(tmpdir(), "schematic-property-"));
        const reports: DeliveryReport[] = [];
        const dead = new Set<EventQueue>();
        const start = () => {
          const { spool, crash } = mortal(directory);
          const queue: EventQueue = new EventQueue({
            ...{
              apiKey: "sch_dev_property",
              eventCaptureUrl: capture.url,
              logger: quiet,
              spool,
              maxInFlight,
              maxBatchSize,
            },
            ...{ flushIntervalMs: 3, requestTimeoutMs: 60, random: () => 0.005 },
            hooks: { onEvent: (report) => !dead.has(queue) && reports.push(report) },
            fetch: async (...request) => {
              if (dead.has(queue)) throw new Error("the process is gone");
              return fetch(...request);
            },
          });
          return { queue, crash };
        };
        let { queue, crash } = start();
        const keys: string[] = [];
        let n = 0;
        for (const { kind, ...rest } of steps) {
          if (kind === "flush") await queue.flush({ timeoutMs: 200 });
          else if (kind === "wait") await new Promise((resolve) => setTimeout(resolve, 10));
          else if (kind === "crash") {
            crash();
            // Drops are told a turn later; a process killed within it has only written its line to the log.
            await new Promise((resolve) => setTimeout(resolve, 2));
            dead.add(queue);
            void queue.close({ timeoutMs: 0 });
            ({ queue, crash } = start());
          } else if ("count" in rest) {
            for (let index = 0; index < rest.count; index++) {
              const receipt = queue.track({ event: "query", traits: { n: n++ } });
              if (receipt.accepted) keys.push(receipt.idempotencyKey);
            }
          }
        }
        const { pending } = await queue.close({ timeoutMs: 20_000 });
        await capture.close();
        const taken = new Set(capture.taken.map((event) => event.idempotency_key));
        const told = reports.flatMap(({ idempotencyKeys = [] }) => idempotencyKeys);
        const dropped = new Set(told);
        // What was dropped as the process died may be dropped by the next one too.
        if (!steps.some(({ kind }) => kind === "crash")) expect(told).toHaveLength(dropped.size);
        expect(keys).toHaveLength(n);
        expect(pending).toBe(0);
        expect([...taken, ...dropped].sort()).toEqual([...keys].sort());
        expect(dropped.size).toBeLessThanOrEqual(poison === null ? 0 : 1);
        for (const key of taken) {
          const bodies = capture.taken
            .filter((event) => event.idempotency_key === key)
            .map(({ body }) => JSON.stringify(body));
          expect(new Set(bodies).size).toBe(1);
        }
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });
});
