import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { accepted, type Exchange, type Treatment, tooLarge } from "./capture-server.ts";
import { startHarness, stopHarnesses, upTo } from "./queue-harness.ts";

afterEach(stopHarnesses);

const numbers = ({ events }: Exchange) => events.map(({ body }) => (body.traits as { n: number }).n);
const poison =
  (answer: Treatment, ...poisonous: number[]) =>
  (exchange: Exchange) =>
    numbers(exchange).some((n) => poisonous.includes(n)) ? answer : accepted;

describe("delivery", () => {
  it("starts batches in order, as many at a time as it may", async () => {
    const { capture, queue, track } = await startHarness({ maxBatchSize: 2, maxInFlight: 3 }, () => ({
      status: 200,
      delayMs: 30,
    }));
    track(20);
    expect(await queue.close()).toEqual({ delivered: 20, dropped: 0, pending: 0 });
    expect(capture.mostAtOnce()).toBe(3);
    expect(capture.exchanges.map(numbers).slice(0, 3).flat().sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("sends a full batch at once and the rest after the interval", async () => {
    const { capture, track } = await startHarness({ flushIntervalMs: 150 });
    track(101);
    await capture.until(() => capture.taken.length === 100);
    expect(capture.exchanges).toHaveLength(1);
    await capture.until(() => capture.taken.length === 101);
  });

  it("splits batches by size too", async () => {
    const { capture, queue } = await startHarness();
    for (let n = 0; n < 5; n++) queue.track({ event: "query", traits: { text: "x".repeat(200_000) } });
    expect(await queue.close()).toEqual({ delivered: 5, dropped: 0, pending: 0 });
    expect(capture.exchanges).toHaveLength(5);
  });

  it("starts no later batch after a failure until that one is settled", async () => {
    const { capture, queue, track, arrived } = await startHarness(
      { maxBatchSize: 1, maxInFlight: 2 },
      ({ index, ...rest }) => {
        const [n] = numbers({ index, ...rest });
        if (n === 0 && index < 4) return { status: 503 };
        return n === 1 ? { status: 200, delayMs: 40 } : accepted;
      },
    );
    track(4);
    expect(await queue.close()).toEqual({ delivered: 4, dropped: 0, pending: 0 });
    const order = capture.exchanges.flatMap(numbers);
    expect(order.slice(0, 2).sort()).toEqual([0, 1]);
    expect(order.slice(2, 5)).toEqual([0, 0, 0]);
    // Two at once over two connections: they start in order, and arrive as the network likes.
    expect(order.slice(5).sort()).toEqual([2, 3]);
    expect(arrived().sort()).toEqual([0, 1, 2, 3]);
  });

  it.each([400, 413, 422])("isolates poisonous events that are refused with %i", async (status) => {
    const { queue, track, arrived, reports } = await startHarness({}, poison({ status }, 3, 77));
    const keys = track(150);
    expect(await queue.close()).toEqual({ delivered: 148, dropped: 2, pending: 0 });
    expect(arrived().sort()).toEqual(
      upTo(150)
        .filter((n) => n !== 3 && n !== 77)
        .sort(),
    );
    expect(reports.flatMap(({ idempotencyKeys = [] }) => idempotencyKeys)).toEqual([keys[3], keys[77]]);
  });

  it("keeps trying a lone event that capture fails on with 500, holds up no other for it, and gives it up after ten minutes", async () => {
    let later = 0;
    const { capture, queue, track, arrived, reports } = await startHarness(
      { random: () => 0.001, now: () => Date.now() + later },
      poison({ status: 500 }, 2),
    );
    const keys = track(5);
    await capture.until(() => capture.taken.length === 4);
    expect(arrived().sort()).toEqual([0, 1, 3, 4]);
    track(1, 5);
    await capture.until(() => capture.taken.length === 5);
    expect(await queue.flush({ timeoutMs: 500 })).toMatchObject({ dropped: 0, pending: 1 });
    later = 11 * 60_000;
    expect(await queue.flush()).toEqual({ delivered: 0, dropped: 1, pending: 0 });
    expect(reports.flatMap(({ idempotencyKeys = [] }) => idempotencyKeys)).toEqual([keys[2]]);
  });

  it("delivers a lone event on which capture failed with 500 for a while although it took others", async () => {
    let failures = 10;
    const { queue, track, reports } = await startHarness({ maxBatchSize: 1, random: () => 0.001 }, (exchange) =>
      numbers(exchange)[0] === 0 && failures-- > 0 ? { status: 500 } : accepted,
    );
    track(3);
    expect(await queue.close()).toEqual({ delivered: 3, dropped: 0, pending: 0 });
    expect(reports.map(({ outcome }) => outcome)).not.toContain("dropped");
  });

  it("does not give up events while capture fails on everything with 500", async () => {
    let isBack = false;
    const { capture, queue, track, arrived } = await startHarness({ maxBatchSize: 3, random: () => 0 }, () =>
      isBack ? accepted : { status: 500 },
    );
    track(7);
    await queue.flush({ timeoutMs: 500 });
    expect(capture.exchanges.length).toBeGreaterThan(8);
    isBack = true;
    expect(await queue.close()).toEqual({ delivered: 7, dropped: 0, pending: 0 });
    expect(arrived().sort()).toEqual(upTo(7));
  });

  it("splits a batch that is too large for capture to the size that it names", async () => {
    const { capture, queue, track } = await startHarness({}, ({ events }) =>
      events.length > 30
        ? { ...(tooLarge as object), status: 400, body: '{"error":"batch too large","max_size":30}' }
        : accepted,
    );
    track(100);
    expect(await queue.close()).toEqual({ delivered: 100, dropped: 0, pending: 0 });
    expect(capture.exchanges.map(({ events }) => events.length)).toEqual([100, 30, 30, 30, 10]);
  });

  it("starts no later batch after a failure although a hook flushes at once", async () => {
    const hooks = { onError: () => void queue.flush() };
    const { queue, track, arrived, capture } = await startHarness(
      { maxBatchSize: 1, maxInFlight: 1, hooks },
      (exchange) => (exchange.index === 0 ? { status: 503 } : accepted),
    );
    track(3);
    expect(await queue.close()).toEqual({ delivered: 3, dropped: 0, pending: 0 });
    expect(arrived()).toEqual([0, 1, 2]);
    expect(capture.exchanges).toHaveLength(4);
  });

  it("waits as long as capture asks for", async () => {
    const times: number[] = [];
    const { queue, track } = await startHarness({}, ({ index }) => {
      times.push(Date.now());
      return index === 0 ? { status: 429, headers: { "retry-after": "1" } } : accepted;
    });
    track(1);
    expect(await queue.close()).toEqual({ delivered: 1, dropped: 0, pending: 0 });
    expect(times).toHaveLength(2);
    expect(Number(times[1]) - Number(times[0])).toBeGreaterThanOrEqual(950);
  });

  it("is not hurried by a flush beyond what capture asks for, whatever failed since", async () => {
    const { capture, queue, track, errors } = await startHarness(
      // Left to itself the queue would wait for 50 seconds.
      { maxBatchSize: 1, random: () => 50 },
      ({ index }) => (index === 0 ? { status: 429, headers: { "retry-after": "30" } } : { status: 503, delayMs: 50 }),
    );
    track(2);
    while (errors.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await queue.flush({ timeoutMs: 1_500 })).toEqual({ delivered: 0, dropped: 0, pending: 2 });
    expect(capture.exchanges).toHaveLength(2);
  });

  it.each<[string, Treatment]>([
    ["a hanging capture", "hang"],
    ["a reset connection", "reset"],
    ["an answer that is lost", "lost"],
    ["408", { status: 408 }],
    ["429", { status: 429 }],
    ["503", { status: 503 }],
  ])("repeats after %s under the same keys", async (_, treatment) => {
    const { capture, queue, track } = await startHarness({ requestTimeoutMs: 150 }, ({ index }) =>
      index < 2 ? treatment : accepted,
    );
    const keys = track(2);
    expect(await queue.close()).toEqual({ delivered: 2, dropped: 0, pending: 0 });
    expect(capture.exchanges.map(({ events }) => events.map((event) => event.idempotency_key))).toEqual([
      keys,
      keys,
      keys,
    ]);
  });

  it("gives capture ten seconds where nobody says otherwise (F-G5)", async () => {
    const { queue, track } = await startHarness();
    const timer = jest.spyOn(globalThis, "setTimeout");
    track(1);
    await queue.close();
    const delays = timer.mock.calls.map(([, ms]) => ms);
    timer.mockRestore();
    expect(delays).toContain(10_000);
  });

  it("does not send again past 23 hours what may have been delivered", async () => {
    let now = Date.now();
    const { capture, queue, track, reports } = await startHarness(
      { now: () => now, requestTimeoutMs: 100 },
      () => "hang",
    );
    const keys = track(2);
    await queue.flush({ timeoutMs: 400 });
    capture.treat = () => accepted;
    now += 23 * 3_600_000 + 60_000;
    expect(await queue.close()).toEqual({ delivered: 0, dropped: 2, pending: 0 });
    expect(capture.taken).toEqual([]);
    expect(reports).toEqual([expect.objectContaining({ outcome: "dropped", idempotencyKeys: keys })]);
  });

  it("still sends past 23 hours what certainly never reached capture", async () => {
    let now = Date.now();
    const { capture, queue, track } = await startHarness({ now: () => now }, () => ({ status: 429 }));
    track(2);
    await queue.flush({ timeoutMs: 100 });
    expect(capture.exchanges.length).toBeGreaterThan(0);
    capture.treat = () => accepted;
    now += 48 * 3_600_000;
    expect(await queue.close()).toEqual({ delivered: 2, dropped: 0, pending: 0 });
  });

  it("does not let flag checks evict or delay billable events", async () => {
    const { capture, queue, track, arrived, reports } = await startHarness({ maxQueuedFlagChecks: 50 }, ({ events }) =>
      events[0]?.type === "flag_check" ? { status: 503 } : accepted,
    );
    track(10);
    for (let n = 0; n < 80; n++) queue.flagCheck({ flagKey: `f${n}`, value: true, reason: "r" });
    await capture.until(() => capture.taken.length === 10);
    expect(arrived()).toEqual(upTo(10));
    const { dropped, pending } = await queue.close({ timeoutMs: 300 });
    expect(dropped + pending).toBe(50);
    const drops = reports.filter(({ outcome }) => outcome === "dropped");
    expect(drops.every(({ lane }) => lane === "flag_check")).toBe(true);
    expect(drops.reduce((sum, { count }) => sum + count, pending)).toBe(80);
  });

  it("drops the oldest when full, counted, in one line, and with their keys to the hook", async () => {
    const { queue, track, arrived, lines, reports } = await startHarness({ maxQueueBytes: 2_000 });
    const keys = track(50);
    expect(keys.every((key) => key.includes("-"))).toBe(true);
    const { delivered } = await queue.close();
    expect(arrived()).toEqual(upTo(50).slice(50 - delivered));
    const dropped = reports.filter(({ outcome }) => outcome === "dropped");
    expect(dropped).toEqual([
      {
        outcome: "dropped",
        lane: "billable",
        count: 50 - delivered,
        reason: "the queue is full",
        idempotencyKeys: keys.slice(0, 50 - delivered),
      },
    ]);
    expect(lines.filter((line) => line.includes("the queue is full"))).toHaveLength(1);
  });

  it("refuses the newest when full and told so", async () => {
    const { queue, track, arrived, reports } = await startHarness({ maxQueueBytes: 2_000, whenFull: "drop-newest" });
    const receipts = track(50);
    const refused = receipts.filter((receipt) => receipt === "the queue is full").length;
    expect(await queue.close()).toEqual({ delivered: 50 - refused, dropped: 0, pending: 0 });
    expect(arrived()).toEqual(upTo(50 - refused));
    expect(reports.filter(({ outcome }) => outcome === "dropped")).toEqual([
      expect.objectContaining({ count: refused }),
    ]);
  });

  it("refuses an event that is larger than the whole queue, and keeps the others", async () => {
    const { queue, track } = await startHarness({ maxQueueBytes: 2_000 });
    track(2);
    expect(queue.track({ event: "query", traits: { text: "x".repeat(3_000) } }).accepted).toBe(false);
    expect(await queue.close()).toEqual({ delivered: 2, dropped: 0, pending: 0 });
  });
});
