import { afterEach, describe, expect, it } from "@jest/globals";
import { accepted, type Treatment } from "./capture-server.ts";
import { startHarness, stopHarnesses, upTo } from "./queue-harness.ts";

afterEach(stopHarnesses);

const slow: Treatment = { status: 200, delayMs: 60 };

describe("flush and close", () => {
  it("covers what is in flight", async () => {
    const { capture, queue, track } = await startHarness({}, () => slow);
    track(2);
    await capture.until(() => capture.exchanges.length === 1);
    expect(await queue.flush()).toEqual({ delivered: 2, dropped: 0, pending: 0 });
  });

  it("shares the work of overlapping calls", async () => {
    const { capture, queue, track } = await startHarness({}, () => slow);
    track(3);
    const results = await Promise.all([queue.flush(), queue.flush(), queue.close(), queue.close()]);
    expect(results).toEqual(Array(4).fill({ delivered: 3, dropped: 0, pending: 0 }));
    expect(capture.exchanges).toHaveLength(1);
  });

  it("does not wait for what is tracked after it was called", async () => {
    const { capture, queue, track } = await startHarness({}, () => slow);
    track(1);
    const first = queue.flush();
    capture.treat = ({ index }) => (index === 0 ? slow : "hang");
    track(1, 1);
    expect(await first).toEqual({ delivered: 1, dropped: 0, pending: 0 });
  });

  it("resolves at once when there is nothing", async () => {
    const { capture, queue } = await startHarness();
    expect(await queue.flush()).toEqual({ delivered: 0, dropped: 0, pending: 0 });
    expect(await queue.close()).toEqual({ delivered: 0, dropped: 0, pending: 0 });
    expect(capture.exchanges).toHaveLength(0);
  });

  it("says what is pending when its time is over, and goes on delivering", async () => {
    const { capture, queue, track, arrived } = await startHarness({ maxInFlight: 1 }, () => ({
      status: 200,
      delayMs: 200,
    }));
    track(150);
    expect(await queue.flush({ timeoutMs: 50 })).toEqual({ delivered: 0, dropped: 0, pending: 150 });
    await capture.until(() => capture.taken.length === 150);
    expect(arrived()).toEqual(upTo(150));
  });

  it.each([Number.NaN, -1, "soon", null])("takes the default for a time of %p", async (timeoutMs) => {
    const { queue, track } = await startHarness({}, () => slow);
    track(1);
    expect(await queue.flush({ timeoutMs: timeoutMs as never })).toEqual({ delivered: 1, dropped: 0, pending: 0 });
  });

  it("tries again at once on close what failed before", async () => {
    // Left to itself the queue would wait for 20 seconds.
    const { capture, queue, track, errors } = await startHarness({ random: () => 20 }, () => ({ status: 503 }));
    track(1);
    while (errors.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    capture.treat = () => accepted;
    expect(await queue.close()).toEqual({ delivered: 1, dropped: 0, pending: 0 });
  });

  it("drops on close what has not begun when its time is over, and reports it", async () => {
    const { queue, track, lines, reports } = await startHarness({ maxInFlight: 1 }, () => "hang");
    const keys = track(250);
    expect(await queue.close({ timeoutMs: 150 })).toEqual({ delivered: 0, dropped: 150, pending: 100 });
    expect(reports).toEqual([
      expect.objectContaining({ outcome: "dropped", count: 150, idempotencyKeys: keys.slice(100) }),
    ]);
    expect(lines.join()).toContain("closed with 100 events undelivered");
  });

  it("reports what comes of a request that close could not wait for", async () => {
    const { capture, queue, track, reports } = await startHarness({}, () => ({ status: 200, delayMs: 150 }));
    track(2);
    expect(await queue.close({ timeoutMs: 30 })).toEqual({ delivered: 0, dropped: 0, pending: 2 });
    await capture.until(() => reports.length > 0 || capture.taken.length === 2);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(reports).toEqual([{ outcome: "delivered", lane: "billable", count: 2 }]);
  });

  it("refuses and counts what comes after close", async () => {
    const { queue, reports } = await startHarness();
    await queue.close();
    expect(queue.track({ event: "query" })).toEqual({ accepted: false, reason: "the queue is closed" });
    expect(queue.identify({ keys: { id: "1" } })).toEqual({ accepted: false, reason: "the queue is closed" });
    queue.flagCheck({ flagKey: "f", value: true, reason: "r" });
    expect(await queue.flush()).toEqual({ delivered: 0, dropped: 0, pending: 0 });
    expect(reports.map(({ lane, count }) => ({ lane, count }))).toEqual([
      { lane: "billable", count: 2 },
      { lane: "flag_check", count: 1 },
    ]);
  });
});

describe("waitUntil", () => {
  it("is given a promise that covers what was accepted, once for each stretch of code", async () => {
    const promises: Promise<unknown>[] = [];
    const { queue, track, arrived } = await startHarness(
      { waitUntil: (promise) => promises.push(promise) },
      () => slow,
    );
    track(3);
    await Promise.resolve();
    await Promise.resolve();
    track(2, 3);
    expect(promises).toHaveLength(2);
    await Promise.all(promises);
    expect(arrived()).toEqual([0, 1, 2, 3, 4]);
    track(1, 5);
    expect(promises).toHaveLength(3);
    await promises[2];
    expect(arrived()).toHaveLength(6);
    await queue.close();
  });

  it("is not kept waiting for the interval when a flush delivers before", async () => {
    const promises: Promise<unknown>[] = [];
    const { queue, track } = await startHarness({ flushIntervalMs: 60_000, waitUntil: (each) => promises.push(each) });
    track(1);
    await queue.flush();
    expect(await promises[0]).toEqual({ delivered: 1, dropped: 0, pending: 0 });
  });

  it("may throw, and its promise never rejects", async () => {
    const { queue, track, errors } = await startHarness({
      waitUntil: () => {
        throw new Error("outside of a request");
      },
    });
    track(1);
    expect(await queue.close()).toEqual({ delivered: 1, dropped: 0, pending: 0 });
    expect(errors).toHaveLength(1);
  });
});
