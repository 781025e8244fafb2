import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Logger } from "@schematic/api/core";
import { EventQueue, type EventQueueOptions } from "@schematic/events";
import { fileSpool } from "@schematic/events/file";
import { accepted } from "./capture-server.ts";
import { API_KEY, released, startHarness, stopHarnesses } from "./queue-harness.ts";

let directory = "";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "schematic-spool-"));
});
afterEach(stopHarnesses);

const hours = (count: number) => count * 3_600_000;

/** A queue that could not deliver `count` events: a request of unknown outcome, or none that reached the service. */
async function leave(count: number, isUncertain: boolean) {
  const requestTimeoutMs = isUncertain ? 60 : 10_000;
  const harness = await startHarness({ spool: fileSpool({ directory }), requestTimeoutMs }, () =>
    isUncertain ? "hang" : { status: 429 },
  );
  const keys = harness.track(count);
  await harness.queue.flush({ timeoutMs: 100 });
  expect(await harness.queue.close({ timeoutMs: 0 })).toEqual({ delivered: 0, dropped: 0, pending: count });
  await released(directory);
  harness.capture.treat = () => accepted;
  return { ...harness, keys };
}

const logger: Logger = { error() {}, warn() {}, info() {}, debug() {} };

function successor(url: string, options: Partial<EventQueueOptions> = {}): EventQueue {
  return new EventQueue({ apiKey: API_KEY, eventCaptureUrl: url, logger, spool: fileSpool({ directory }), ...options });
}

describe("a queue with a spool", () => {
  it("delivers what the one before it left, as soon as it is used", async () => {
    const { capture, keys } = await leave(3, true);
    const next = successor(capture.url);
    next.track({ event: "query" }, { idempotencyKey: "later" });
    expect(await next.close()).toMatchObject({ delivered: 4, dropped: 0 });
    expect(capture.taken.map((event) => event.idempotency_key)).toEqual([...keys, "later"]);
  });

  it("drops and reports what may have been delivered by another process over 23 hours ago", async () => {
    const { capture, keys } = await leave(2, true);
    const dropped: unknown[] = [];
    const next = successor(capture.url, {
      now: () => Date.now() + hours(23.1),
      hooks: { onEvent: ({ idempotencyKeys = [] }) => dropped.push(...idempotencyKeys) },
    });
    expect(await next.close()).toEqual({ delivered: 0, dropped: 2, pending: 0 });
    expect(dropped).toEqual(keys);
    expect(capture.taken).toEqual([]);
  });

  it("still sends what another process never got through, however old", async () => {
    const { capture, keys } = await leave(2, false);
    const next = successor(capture.url, { now: () => Date.now() + hours(100) });
    expect(await next.close()).toEqual({ delivered: 2, dropped: 0, pending: 0 });
    expect(capture.taken.map((event) => event.idempotency_key)).toEqual(keys);
  });

  it("drops and reports on close what found no room in the spool, and leaves the rest to the next process", async () => {
    const spool = fileSpool({ directory, maxBytes: 2_000 });
    const { capture, queue, track, reports } = await startHarness({ spool }, () => ({ status: 503 }));
    track(150);
    await queue.flush({ timeoutMs: 100 });
    await queue.close({ timeoutMs: 0 });
    await released(directory);
    capture.treat = () => accepted;
    const { delivered } = await successor(capture.url).close();
    expect(delivered).toBeGreaterThan(0);
    expect(reports.map(({ outcome }) => outcome)).not.toContain("delivered");
    expect(delivered + reports.reduce((sum, { count }) => sum + count, 0)).toBe(150);
  });

  it("has nothing to wait for in a flush after close, which leaves events to the next process", async () => {
    const { queue } = await leave(2, false);
    expect(await queue.flush({ timeoutMs: 60_000 })).toEqual({ delivered: 0, dropped: 0, pending: 2 });
  });

  it("works from memory while another queue has the spool, and says so", async () => {
    const first = await startHarness({ spool: fileSpool({ directory }) });
    const second = await startHarness({ spool: fileSpool({ directory }), eventCaptureUrl: first.capture.url });
    first.track(1);
    second.track(1, 1);
    expect(second.lines.join()).toContain("another process writes to it");
    expect(await second.queue.close()).toMatchObject({ delivered: 1 });
    expect(await first.queue.close()).toMatchObject({ delivered: 1 });
  });

  it("shares nothing with the queue of another environment that was given the same one", async () => {
    const spool = fileSpool({ directory });
    const ours = await startHarness({ spool, apiKey: "sch_dev_ours" }, () => ({ status: 503 }));
    const theirs = await startHarness({ spool, apiKey: "sch_dev_theirs" }, () => ({ status: 503 }));
    const keys = [...ours.track(1), ...theirs.track(2)];
    for (const { queue } of [ours, theirs]) expect(await queue.close({ timeoutMs: 0 })).toMatchObject({ dropped: 0 });
    await released(directory);
    const { capture } = await startHarness();
    for (const apiKey of ["sch_dev_ours", "sch_dev_theirs"]) await successor(capture.url, { apiKey, spool }).close();
    expect(capture.taken).toEqual([]);
    for (const harness of [ours, theirs]) harness.capture.treat = () => accepted;
    await successor(ours.capture.url, { apiKey: "sch_dev_ours", spool }).close();
    await successor(theirs.capture.url, { apiKey: "sch_dev_theirs", spool }).close();
    const arrived = [ours, theirs].map((harness) => harness.capture.taken.map((event) => event.idempotency_key));
    expect(arrived).toEqual([keys.slice(0, 1), keys.slice(1)]);
  });

  it("keeps its numbers although a hook tracks and flushes whatever the spool reports", async () => {
    const spool = fileSpool({ directory });
    const other = await startHarness({ spool, apiKey: "sch_dev_other" }, () => ({ status: 429 }));
    other.track(1);
    await other.queue.close({ timeoutMs: 0 });
    const { capture, keys } = await leave(3, false);
    capture.treat = () => ({ status: 429 });
    const hooks = {
      onError: ({ message }: Error) => {
        if (!message.includes("other keys")) return;
        queue.track({ event: "query" }, { idempotencyKey: "from the hook" });
        void queue.flush();
      },
    };
    // An attempt that hangs holds the spool, so it must not take long.
    const own = { spool, hooks, eventCaptureUrl: capture.url, requestTimeoutMs: 300 };
    const { queue } = await startHarness(own);
    queue.track({ event: "query" }, { idempotencyKey: "last" });
    await queue.flush({ timeoutMs: 100 });
    capture.treat = ({ events }) => (events.some((event) => event.idempotency_key === "last") ? "hang" : accepted);
    expect(await queue.close({ timeoutMs: 0 })).toMatchObject({ dropped: 0 });
    await released(directory);
    capture.treat = () => accepted;
    await successor(capture.url).close();
    const arrived = capture.taken.map((event) => event.idempotency_key);
    expect(arrived.sort()).toEqual([...keys, "from the hook", "last"].sort());
  });

  it("says once that it fails although a hook tracks whatever fails", async () => {
    let errors = 0;
    const hooks = {
      onError: () => {
        errors++;
        queue.track({ event: "query" });
      },
    };
    const { queue, capture } = await startHarness({ spool: fileSpool({ directory, maxBytes: 100 }), hooks });
    queue.track({ event: "query" });
    expect(await queue.close()).toEqual({ delivered: 2, dropped: 0, pending: 0 });
    expect([errors, capture.taken.length]).toEqual([1, 2]);
  });

  it("counts nothing twice although a hook flushes when the spool fails", async () => {
    const flushed: Promise<unknown>[] = [];
    let fail: (error: Error) => void = () => undefined;
    const failing = {
      ...{ isOpen: true, open: () => [], append() {}, holds: () => false, attempted() {}, close() {} },
      settled: () => fail(new Error("the disk is full")),
    };
    const { queue, track } = await startHarness(
      { spool: { forQueue: () => failing }, maxBatchSize: 1 },
      ({ events }) => (JSON.stringify(events).includes('"n":0') ? accepted : "hang"),
    );
    fail = () => flushed.push(queue.flush({ timeoutMs: 100 }));
    track(2);
    expect(await queue.flush({ timeoutMs: 500 })).toEqual({ delivered: 1, dropped: 0, pending: 1 });
    expect(await Promise.all(flushed)).toEqual([{ delivered: 0, dropped: 0, pending: 1 }]);
  });
});
