import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { accepted } from "./capture-server.ts";
import { startHarness, stopHarnesses } from "./queue-harness.ts";

let timers: ReturnType<typeof setTimeout>[] = [];
let passed = 0;

beforeEach(() => {
  timers = [];
  passed = 0;
  const { setTimeout: set, performance: clock } = globalThis;
  const now = clock.now.bind(clock);
  jest.spyOn(globalThis, "setTimeout").mockImplementation(((...timer: Parameters<typeof set>) => {
    const handle = set(...timer);
    timers.push(handle);
    return handle;
  }) as typeof set);
  jest.spyOn(clock, "now").mockImplementation(() => now() + passed);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await stopHarnesses();
});

/** The request that used the queue ends, and the next one comes a while later. */
async function endRequest(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  for (const timer of timers.splice(0)) clearTimeout(timer);
  passed += 60_000;
}

describe("on a platform that forgets what a request began once that request has ended, as Workers do, a queue", () => {
  it("sends in the next request what waited for the interval", async () => {
    const { capture, track } = await startHarness();
    track(1);
    await endRequest();
    track(1, 1);
    await capture.until(() => capture.taken.length === 2);
  });

  it("gives the next request a promise of its own to wait for", async () => {
    const promises: Promise<unknown>[] = [];
    const { track, arrived } = await startHarness({ waitUntil: (promise) => promises.push(promise) });
    track(1);
    await endRequest();
    track(1, 1);
    expect(promises).toHaveLength(2);
    expect(promises[0]).not.toBe(promises[1]);
    await promises[1];
    expect(arrived()).toEqual([0, 1]);
  });

  it("goes on although the pause after a failure never ends", async () => {
    const { capture, track, errors } = await startHarness({ random: () => 1 }, () => ({ status: 503 }));
    track(1);
    while (errors.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await endRequest();
    capture.treat = () => accepted;
    track(1, 1);
    await capture.until(() => capture.taken.length === 2);
  });

  it("sends again under the same key what it never heard of again", async () => {
    let calls = 0;
    const hang = new Promise<Response>(() => undefined);
    const { capture, queue, track, errors } = await startHarness({
      fetch: (...request) => (calls++ === 0 ? hang : fetch(...request)),
    });
    const keys = track(1);
    void queue.flush();
    expect(calls).toBe(1);
    await endRequest();
    keys.push(...track(1, 1));
    expect(await queue.flush()).toEqual({ delivered: 2, dropped: 0, pending: 0 });
    expect(capture.taken.map((event) => event.idempotency_key)).toEqual(keys);
    expect(errors).toEqual([expect.objectContaining({ name: "TimeoutError" })]);
  });
});
