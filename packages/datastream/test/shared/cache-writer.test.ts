import { afterEach, expect, it, jest } from "@jest/globals";
import type { Cache } from "@schematic/cache";
import { CacheWriter } from "../../src/shared/cache-writer.ts";
import type { Slot } from "../../src/shared/slots.ts";
import { until } from "../support/source.ts";

const quiet = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined };
const writer = (slots: Partial<Record<Slot, Cache>>) => new CacheWriter({ slots, ttlMs: () => 1_000, logger: quiet });
const noReads = { get: () => undefined, set: () => undefined, delete: () => undefined };

afterEach(() => {
  jest.useRealTimers();
});

it("a slot that never rests does not keep the others from being written", async () => {
  const written: string[] = [];
  const cache: Cache = {
    ...noReads,
    async setMany(entries) {
      written.push(...entries.map(([key]) => key));
      // Busy: by the time that one batch is written the next is there.
      if (written.length < 200) under.set("companies", `c${written.length}`, {});
    },
  };
  const under = writer({ companies: cache, companyLookups: cache });
  under.set("companies", "c", {});
  under.set("companyLookups", "lookup", "c");
  await until(() => written.length >= 100);
  expect(written.indexOf("lookup")).toBeLessThan(5);
  await under.close(1_000);
});

it("nothing is written after it was closed, though a write was open then and fails later", async () => {
  jest.useFakeTimers();
  let calls = 0;
  let fail: (error: Error) => void = () => undefined;
  const cache: Cache = {
    ...noReads,
    setMany() {
      calls++;
      return new Promise((_, reject) => {
        fail = reject;
      });
    },
  };
  const under = writer({ companies: cache });
  under.set("companies", "a", {});
  const closed = under.close(1_000);
  await jest.advanceTimersByTimeAsync(1_000);
  await closed;
  fail(new Error("late"));
  under.set("companies", "b", {});
  await jest.advanceTimersByTimeAsync(600_000);
  expect(calls).toBe(1);
  expect(jest.getTimerCount()).toBe(0);
});

it("a cache whose client keeps what it cannot send is not given batch upon batch while it is away", async () => {
  jest.useFakeTimers();
  let queued = 0;
  let isAway = true;
  const stored = new Map<string, unknown>();
  const cache: Cache = {
    ...noReads,
    async setMany(entries) {
      queued += entries.length;
      if (isAway) return new Promise(() => undefined);
      for (const [key, value] of entries) stored.set(key, value);
    },
  };
  const under = writer({ companies: cache });
  for (let n = 0; n < 1_000; n++) under.set("companies", `c${n}`, n);
  await jest.advanceTimersByTimeAsync(60 * 60_000);
  expect(queued).toBeLessThan(400);
  isAway = false;
  await jest.advanceTimersByTimeAsync(60_000);
  expect(stored.size).toBe(1_000);
  expect(stored.get("c999")).toBe(999);
  await under.close(0);
});

it("an entry that the cache never takes holds up no other, and is given up", async () => {
  jest.useFakeTimers();
  const stored = new Map<string, unknown>();
  let refusals = 0;
  const cache: Cache = {
    ...noReads,
    async setMany(entries) {
      if (entries.some(([key]) => key === "bad")) {
        refusals++;
        throw new Error("too long a key");
      }
      for (const [key, value] of entries) stored.set(key, value);
    },
  };
  const under = writer({ companies: cache, users: cache });
  under.set("companies", "bad", 0);
  for (let n = 0; n < 500; n++) under.set("companies", `c${n}`, n);
  under.set("users", "u", 1);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(stored.size).toBe(501);
  expect(refusals).toBe(3);
  under.set("companies", "bad", 1);
  under.set("companies", "c0", 1);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(stored.get("c0")).toBe(1);
  expect(refusals).toBe(6);
  expect(jest.getTimerCount()).toBe(0);
});

it("what was written anew while its older value waited to be tried again keeps the newer one", async () => {
  jest.useFakeTimers();
  const stored = new Map<string, unknown>();
  let isAway = true;
  const cache: Cache = {
    ...noReads,
    async set(key, value) {
      if (isAway) throw new Error("away");
      stored.set(key, value);
    },
    async delete(key) {
      if (isAway) throw new Error("away");
      stored.delete(key);
    },
  };
  const under = writer({ companies: cache });
  for (const key of ["a", "b", "c"]) under.set("companies", key, "old");
  await jest.advanceTimersByTimeAsync(10);
  under.set("companies", "a", "new");
  under.delete("companies", "b");
  await jest.advanceTimersByTimeAsync(600_000);
  isAway = false;
  await jest.advanceTimersByTimeAsync(60_000);
  expect([...stored].sort()).toEqual([
    ["a", "new"],
    ["c", "old"],
  ]);
  await under.close(0);
});
