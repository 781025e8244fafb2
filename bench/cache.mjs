// localCache beside lru-cache: what a set costs when the cache is full, and a get of what it holds.
import { localCache } from "@schematic/cache";
import { LRUCache } from "lru-cache";
import { cpuMicros, runIfMain } from "./harness.mjs";

const rounds = 7;

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

/** What it takes to have callers of lru-cache unable to change what it holds, which localCache promises. */
function cloning(cache) {
  return {
    set: (key, value) => cache.set(key, structuredClone(value)),
    get: (key) => structuredClone(cache.get(key)),
  };
}

const candidates = {
  "lru-cache": (items) => new LRUCache({ max: items, ttl: 5_000_000 }),
  localCache: (items) => localCache({ maxItems: items, ttlMs: 5_000_000 }),
  "lru-cache and structuredClone": (items) => cloning(new LRUCache({ max: items, ttl: 5_000_000 })),
};

/** CPU time, and rounds in turn: the machine's other work then falls on all alike. */
async function measure(items, kind) {
  const calls = 50_000;
  const value = kind === "number" ? 1 : answer;
  const keys = kind === "get" ? keysFrom(0, items) : keysFrom(items, 3 * items + calls);
  const rows = Object.entries(candidates).map(([name, make]) => ({ name, cache: filled(make(items), items), next: 0 }));
  for (let round = 0; round <= rounds; round++)
    for (const row of rows) {
      const micros = await cpuMicros(() => {
        for (let i = 0; i < calls; i++) {
          const key = keys[row.next++ % keys.length];
          if (kind === "get") row.cache.get(key);
          else row.cache.set(key, value);
        }
      });
      if (round > 0) row.value = Math.min(row.value ?? Number.POSITIVE_INFINITY, (micros * 1_000) / calls);
    }
  return rows.map(({ name, value }) => ({ name, value }));
}

export async function run() {
  const titles = { number: "set of a number", answer: "set of a check's answer", get: "get of a check's answer" };
  const tables = [];
  for (const items of [1_000, 100_000])
    for (const [kind, title] of Object.entries(titles))
      tables.push({
        title: `${title} in a full cache of ${items.toLocaleString("en")} entries`,
        unit: "ns of CPU a call",
        base: "lru-cache",
        rows: await measure(items, kind),
      });
  return tables;
}

await runIfMain(import.meta, run);
