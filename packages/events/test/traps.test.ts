import { afterEach, describe, expect, it } from "@jest/globals";
import { accepted, type Treatment } from "./capture-server.ts";
import { startHarness, stopHarnesses, upTo } from "./queue-harness.ts";

afterEach(stopHarnesses);

const slow: Treatment = { status: 200, delayMs: 50 };

describe("known traps of the official SDKs", () => {
  it("delivers 113 of 113 tracked events on close, in two batches", async () => {
    const { capture, queue, track, arrived } = await startHarness({}, () => slow);
    track(113);
    expect(await queue.close()).toEqual({ delivered: 113, dropped: 0, pending: 0 });
    expect(arrived().sort()).toEqual(upTo(113).sort());
    expect(capture.exchanges.map(({ events }) => events.length)).toEqual([100, 13]);
  });

  it("delivers what is tracked while a flush is in flight when it is closed meanwhile", async () => {
    const { capture, queue, track, arrived } = await startHarness({}, () => slow);
    track(1);
    await capture.until(() => capture.exchanges.length === 1);
    track(1, 1);
    await queue.close();
    expect(arrived()).toEqual([0, 1]);
  });

  it("sends a batch again under the same keys when its answer was lost", async () => {
    const { capture, queue, track } = await startHarness({}, ({ index }) => (index === 0 ? "lost" : accepted));
    const keys = track(3);
    expect(await queue.close()).toEqual({ delivered: 3, dropped: 0, pending: 0 });
    expect(capture.exchanges.map(({ events }) => events.map((event) => event.idempotency_key))).toEqual([keys, keys]);
  });

  it("delivers the rest of a batch that holds a poisonous event, and names the poison", async () => {
    const isPoison = (n: unknown) => n === 41;
    const { queue, track, arrived, reports } = await startHarness({}, ({ events }) =>
      events.some(({ body }) => isPoison((body.traits as { n: number }).n)) ? { status: 400 } : accepted,
    );
    const keys = track(100);
    expect(await queue.close()).toEqual({ delivered: 99, dropped: 1, pending: 0 });
    expect(arrived()).toEqual(upTo(100).filter((n) => !isPoison(n)));
    expect(reports.filter(({ outcome }) => outcome === "dropped")).toEqual([
      {
        outcome: "dropped",
        lane: "billable",
        count: 1,
        reason: "capture refused it (400)",
        idempotencyKeys: [keys[41]],
      },
    ]);
  });

  it("refuses an event with a numeric company key by itself, and delivers the others", async () => {
    const { queue, track, arrived } = await startHarness();
    track(1);
    // @ts-expect-error: what untyped code passes
    expect(queue.track({ event: "query", company: { id: 7 } })).toEqual({
      accepted: false,
      reason: "every value of company must be a string",
    });
    track(1, 1);
    expect(await queue.close()).toEqual({ delivered: 2, dropped: 0, pending: 0 });
    expect(arrived()).toEqual([0, 1]);
  });

  it.each([401, 403, 404, 402, 409])(
    "does not repeat what capture refuses with %i, and says so loudly",
    async (status) => {
      const { capture, queue, track, lines, reports } = await startHarness({}, () => ({
        status,
        body: '{"error":"no"}',
      }));
      const keys = track(2);
      expect(await queue.close()).toEqual({ delivered: 0, dropped: 2, pending: 0 });
      expect(capture.exchanges).toHaveLength(1);
      expect(reports).toEqual([expect.objectContaining({ outcome: "dropped", count: 2, idempotencyKeys: keys })]);
      expect(lines.filter((line) => line.includes(String(status)))).toHaveLength(1);
    },
  );

  it.each([400, 401])("sends what is refused with %i once, and holds up nothing behind it (F-N20)", async (status) => {
    const { capture, queue, track, arrived } = await startHarness({ maxBatchSize: 1, maxInFlight: 1 }, ({ index }) =>
      index < 2 ? { status } : accepted,
    );
    track(5);
    expect(await queue.close()).toEqual({ delivered: 3, dropped: 2, pending: 0 });
    expect(arrived()).toEqual([2, 3, 4]);
    expect(capture.exchanges).toHaveLength(5);
  });

  it.each([
    ["a 304", { status: 304 }],
    ["a page", { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body: "<html>log in</html>" }],
    ["a page that refuses", { status: 403, headers: { "content-type": "text/html" }, body: "<html>blocked</html>" }],
  ])("does not take %s for delivery", async (_, answer) => {
    const { capture, queue, track } = await startHarness({}, ({ index }) => (index === 0 ? answer : accepted));
    track(1);
    expect(await queue.close()).toEqual({ delivered: 1, dropped: 0, pending: 0 });
    expect(capture.exchanges).toHaveLength(2);
  });

  it.each([301, 302, 303])(
    "does not take a redirect of %i for delivery, which leaves the events behind",
    async (status) => {
      const { capture, queue, track } = await startHarness({}, ({ index }) =>
        index === 0 ? { status, headers: { location: "/health" } } : accepted,
      );
      track(1);
      expect(await queue.close()).toEqual({ delivered: 1, dropped: 0, pending: 0 });
      expect(capture.exchanges.map(({ method, events }) => [method, events.length])).toEqual([
        ["POST", 1],
        ["GET", 0],
        ["POST", 1],
      ]);
    },
  );

  it("honours options that a page of the documentation puts into the event", async () => {
    const { capture, queue } = await startHarness();
    const sentAt = new Date(Date.now() - 86_400_000);
    const misplaced = { event: "query", sentAt, backfill: true, idempotencyKey: "mine" };
    expect(queue.track(misplaced)).toEqual({ accepted: true, idempotencyKey: "mine" });
    await queue.close();
    expect(capture.taken).toEqual([
      {
        ...{ api_key: "sch_dev_secret", type: "track", body: { event: "query" }, idempotency_key: "mine" },
        ...{ sent_at: sentAt.toISOString(), trusted_client_clock: true, backfill: true },
      },
    ]);
  });

  it.each([Number.NaN, 1.5, 0, Number.POSITIVE_INFINITY, 2 ** 53])("refuses the quantity %d", async (quantity) => {
    const { queue } = await startHarness();
    expect(queue.track({ event: "query", quantity })).toEqual({
      accepted: false,
      reason: "quantity must be a whole number other than 0",
    });
  });

  it("keeps the keys of an identified user that also has a member called event", async () => {
    const { capture, queue } = await startHarness();
    const odd = { keys: { user_id: "u1" }, event: "signup" };
    queue.identify(odd);
    await queue.close();
    expect(capture.taken).toEqual([expect.objectContaining({ type: "identify", body: { keys: { user_id: "u1" } } })]);
  });

  it("keeps a bounded backlog while capture is down", async () => {
    const { queue, track } = await startHarness({ maxQueueBytes: 10_000 }, () => ({ status: 503 }));
    track(1_000);
    const { dropped, pending } = await queue.flush({ timeoutMs: 0 });
    expect(dropped + pending).toBeLessThan(100);
  });
});
