import { expectSame, type WrittenCase } from "./contract-case.ts";

const answer = () => ({ flag: "a", value: true, entitlement: { usage: 3, tiers: [{ key: "low", value: 1 }] } });

/** Keys that are easily taken for something else. */
const awkwardKeys = [
  "constructor",
  "__proto__",
  "toString",
  ".",
  "..",
  "",
  " ",
  "a:b",
  "a*b",
  "{a}b",
  'q"\\',
  "ключ🔑",
];

/** What goes in comes out. */
export const valueCases: readonly WrittenCase[] = [
  {
    name: "answers undefined for a key it does not have",
    async run(cache) {
      expectSame(await cache.get("missing"), undefined, "a miss");
      for (const key of awkwardKeys) expectSame(await cache.get(key), undefined, `a miss of ${key}`);
    },
  },
  {
    name: "gives back what was set",
    async run(cache) {
      // Not null itself: a cache may take it for a miss, as caches written for the official client do.
      for (const value of [answer(), [1, "two", null], "text", 0, false, ""]) {
        await cache.set("key", value);
        expectSame(await cache.get("key"), value, "the value");
      }
    },
  },
  {
    name: "keeps awkward keys apart, and takes them for just keys",
    async run(cache) {
      for (const [i, key] of awkwardKeys.entries()) await cache.set(key, i);
      for (const [i, key] of awkwardKeys.entries()) expectSame(await cache.get(key), i, `the value of ${key}`);
    },
  },
  {
    name: "keeps very long keys apart",
    async run(cache) {
      const long = `{"company":"${"ключ".repeat(500)}"}`;
      await cache.set(`${long}1`, 1);
      await cache.set(`${long}2`, 2);
      expectSame([await cache.get(`${long}1`), await cache.get(`${long}2`)], [1, 2], "the values");
    },
  },
  {
    name: "keeps a member called __proto__ as data",
    async run(cache) {
      const value: unknown = JSON.parse('{"__proto__":{"polluted":true},"a":{"__proto__":1}}');
      await cache.set("key", value);
      expectSame(await cache.get("key"), value, "the value");
      expectSame("polluted" in {}, false, "other objects");
    },
  },
  {
    name: "gives back dates as their ISO text, as JSON does",
    async run(cache) {
      await cache.set("key", { at: new Date(0) });
      expectSame(await cache.get("key"), { at: "1970-01-01T00:00:00.000Z" }, "the value");
    },
  },
  {
    name: "is not changed by what a caller does to a value that it set",
    async run(cache) {
      const value = answer();
      await cache.set("key", value);
      value.value = false;
      value.entitlement.tiers.length = 0;
      expectSame(await cache.get("key"), answer(), "the value");
    },
  },
  {
    name: "is not changed by what a caller does to a value that it got",
    async run(cache) {
      await cache.set("key", answer());
      const got = (await cache.get("key")) as ReturnType<typeof answer>;
      got.entitlement.usage = 99;
      got.entitlement.tiers.length = 0;
      expectSame(await cache.get("key"), answer(), "the value");
    },
  },
  {
    name: "replaces a value",
    async run(cache) {
      await cache.set("key", 1);
      await cache.set("key", 2);
      expectSame(await cache.get("key"), 2, "the value");
    },
  },
  {
    name: "forgets what was deleted, and nothing else",
    async run(cache) {
      await cache.set("key", 1);
      await cache.set("other", 2);
      await cache.delete("key");
      await cache.delete("missing");
      expectSame([await cache.get("key"), await cache.get("other")], [undefined, 2], "the values");
    },
  },
  {
    name: "refuses undefined, which it could not tell from a miss",
    async run(cache) {
      let refused = false;
      try {
        await cache.set("key", undefined);
      } catch (error) {
        refused = error instanceof TypeError;
      }
      expectSame(refused, true, "refused with a TypeError");
    },
  },
];
