// localCache beside lru-cache: what a set costs when the cache is full, and a get of what it holds.
import { localCache } from "@schematic/cache";
import { LRUCache } from "lru-cache";
import { nanosPerCall, runIfMain } from "./harness.mjs";

const answer = {
  flag: "some-flag",
  value: true,
  reason: "Matched plan entitlement rule",
  flagId: "flag_1",
  ruleId: "rule_1",
  ruleType: "plan_entitlement",
  companyId: "comp_1",
  entitlement: { featureId: "feat_1", featureKey: "some-flag", valueType: "numeric", allocation: 10, usage: 3 },
};

function filled(cache, items) {
  for (let i = 0; i < items; i++) cache.set(`key-${i}`, answer);
  return cache;
}

/** Keys are made before the clock starts: the benchmark is of the cache, not of string concatenation. */
function keysFrom(first, count) {
  return Array.from({ length: count }, (_, i) => `key-${first + i}`);
}

function measure(items, kind) {
  const calls = 100_000;
  const value = kind === "number" ? 1 : answer;
  const keys = kind === "get" ? keysFrom(0, items) : keysFrom(items, 3 * items + calls);
  const candidates = {
    "lru-cache": filled(new LRUCache({ max: items, ttl: 5_000_000 }), items),
    localCache: filled(localCache({ maxItems: items, ttlMs: 5_000_000 }), items),
  };
  return Object.entries(candidates).map(([name, cache]) => {
    let next = 0;
    const key = () => keys[next++ % keys.length];
    const call = kind === "get" ? () => cache.get(key()) : () => cache.set(key(), value);
    return { name, value: nanosPerCall(call, { calls, rounds: 9 }) };
  });
}

export async function run() {
  const titles = { number: "set of a number", answer: "set of a check's answer", get: "get" };
  return [1_000, 100_000].flatMap((items) =>
    Object.entries(titles).map(([kind, title]) => ({
      title: `${title} in a full cache of ${items.toLocaleString("en")} entries`,
      unit: "ns a call",
      base: "lru-cache",
      rows: measure(items, kind),
    })),
  );
}

await runIfMain(import.meta, run);
