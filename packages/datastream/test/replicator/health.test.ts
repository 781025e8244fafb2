import { afterEach, beforeEach, expect, it, jest } from "@jest/globals";
import { type Health, HealthPoll } from "../../src/replicator/health.ts";

const quiet = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined };
let seen: Health[];

beforeEach(() => {
  seen = [];
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function poll(fetch: typeof globalThis.fetch): HealthPoll {
  const settings = { healthUrl: "http://localhost:8090/ready", healthIntervalMs: 30_000, fetch };
  return new HealthPoll(settings, quiet, (health) => seen.push(health));
}

it("a fetch that never answers and does not look at its signal does not end the polling", async () => {
  let calls = 0;
  const health = poll(() => {
    calls++;
    if (calls < 3) return new Promise(() => undefined);
    return Promise.resolve(Response.json({ ready: true, cache_version: "v1" }));
  });
  void health.start();
  await jest.advanceTimersByTimeAsync(20_000);
  expect(calls).toBe(3);
  expect(seen.map(({ ready }) => ready)).toEqual([false, false, true]);
  expect(health.version).toBe("v1");
  health.close();
});

it("close ends a poll that is open, and none follows", async () => {
  const signals: (AbortSignal | null | undefined)[] = [];
  const health = poll((_, init) => {
    signals.push(init?.signal);
    return new Promise((_resolve, reject) => init?.signal?.addEventListener("abort", () => reject(new Error("over"))));
  });
  void health.start();
  await jest.advanceTimersByTimeAsync(10);
  health.close();
  await jest.advanceTimersByTimeAsync(120_000);
  expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
  expect(seen).toEqual([]);
});
