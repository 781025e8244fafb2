import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { CheckContext, FlagCheck } from "@schematic/api/core";
import { type Emulator, startEmulator } from "@schematic/emulator";
import { official } from "../support/official.ts";
import { openCache, RedisServer } from "../support/redis.ts";
import { closeAll, type Probe, probe } from "../support/source.ts";

const V = "4b54a537";
const seed = {
  credits: [{ name: "tokens" }],
  features: [
    { name: "exports", flag: "exports" },
    { name: "reports", event: "report", flag: "reports" },
    { name: "ai", event: "prompt", flag: "ai" },
  ],
  plans: [
    { name: "Free", default: true, entitlements: [{ feature: "reports", numeric: 5, period: "current_month" }] },
    {
      name: "Pro",
      entitlements: [
        { feature: "exports", boolean: true },
        { feature: "reports", numeric: 100, period: "current_month" },
        { feature: "ai", credit: "tokens", consumptionRate: 2 },
      ],
      credits: [{ credit: "tokens", amount: 50 }],
    },
  ],
  flags: [
    { key: "Everyone", default: true },
    {
      key: "eu-only",
      rules: [{ name: "EU", value: true, conditions: [{ type: "trait", trait: "region", value: "eu" }] }],
    },
    {
      key: "staff",
      rules: [{ name: "staff", value: true, conditions: [{ type: "trait", trait: "user.staff", value: true }] }],
    },
  ],
  companies: [
    { keys: { id: "C-1", slug: "Acme:EU" }, plan: "Pro", traits: { region: "eu" }, usage: { report: 99 } },
    { keys: { id: "C-2" }, plan: "Free", traits: { region: "us" }, usage: { report: 7 } },
  ],
  users: [
    { keys: { email: "A@x.io" }, traits: { staff: true } },
    { keys: { email: "b@x.io" }, traits: { staff: false } },
  ],
} as const;
const flags = ["exports", "reports", "ai", "everyone", "eu-only", "staff"];
const contexts: CheckContext[] = [
  { company: { id: "C-1" }, user: { email: "a@x.io" } },
  { company: { slug: "acme:eu" }, user: { email: "b@x.io" } },
  { company: { id: "c-2" } },
];

let redis: RedisServer;
let emulator: Emulator;
let shared: ReturnType<typeof openCache>;
const closing: (() => Promise<void> | void)[] = [];

beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis.stop());
beforeEach(async () => {
  shared = openCache(redis.port);
  await shared.client.flushall();
  emulator = await startEmulator({ seed });
});
afterEach(async () => {
  await closeAll();
  for (const close of closing.splice(0)) await close();
  await emulator.close();
  shared.close();
});

async function startOfficial(options: { redisPort?: number; healthUrl?: string } = {}) {
  const sdk = await official({ url: emulator.url, apiKey: emulator.apiKey, ...options });
  closing.push(() => sdk.close());
  return sdk;
}

const ours = (options = {}) =>
  probe(emulator.url, { apiKey: emulator.apiKey, cacheTimeoutMs: 5_000, random: () => 0, ...options });

function view(check: FlagCheck | undefined) {
  if (check === undefined) return undefined;
  const { value, reason, ruleId, companyId, userId, entitlement } = check;
  const { usage, allocation, creditRemaining } = entitlement ?? {};
  return { value, reason, ruleId, companyId, userId, usage, allocation, creditRemaining };
}

/** Every flag for every context. */
async function table(check: (flag: string, context: CheckContext) => Promise<unknown>) {
  const cells: Record<string, unknown> = {};
  for (const flag of flags)
    for (const [n, context] of contexts.entries()) cells[`${flag} ${n}`] = await check(flag, context);
  return cells;
}
const ourTable = ({ check }: Probe) => table(async (flag, context) => view(await check(flag, context)));

async function health() {
  const server = createServer((_, response) => response.end(JSON.stringify({ ready: true, cache_version: V })));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/ready`;
}

/** A figure that moves after both sides have been loaded, so that it comes to them as a partial. */
async function use(event: string, company: Record<string, string>, times: number) {
  const events = Array.from({ length: times }, () => ({
    api_key: emulator.apiKey,
    type: "track",
    sent_at: new Date().toISOString(),
    body: { event, company },
  }));
  const headers = { "X-Schematic-Api-Key": emulator.apiKey, "Content-Type": "application/json" };
  const answer = await fetch(`${emulator.url}/batch`, { method: "POST", headers, body: JSON.stringify({ events }) });
  expect(answer.status).toBeLessThan(300);
}

async function eventually(assert: () => Promise<void>) {
  for (let tries = 0; tries < 200; tries++) {
    try {
      return await assert();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
  return assert();
}

/** One figure after the other: of updates that come together the official SDK keeps only the last. */
async function useAndSee({ check }: Awaited<ReturnType<typeof startOfficial>>) {
  const company = { id: "C-1" };
  await use("report", company, 1);
  await eventually(async () => expect((await check("reports", { company })).value).toBe(false));
  for (const left of [48, 46, 44]) {
    await use("prompt", company, 1);
    await eventually(async () => expect((await check("ai", { company })).creditRemaining).toBe(left));
  }
}

describe("beside the official Node SDK", () => {
  it("gives the same answers from the same service, before and after usage and plans change", async () => {
    const theirs = await startOfficial();
    const under = ours();
    const before = await table(theirs.check);
    expect(await ourTable(under)).toEqual(before);
    await useAndSee(theirs);
    const after = await table(theirs.check);
    expect(after).not.toEqual(before);
    await eventually(async () => expect(await ourTable(under)).toEqual(after));
  }, 20_000);

  it("reads from Redis what the official SDK wrote, in its spelling and in the mix that partials leave", async () => {
    const theirs = await startOfficial({ redisPort: redis.port });
    await table(theirs.check);
    await useAndSee(theirs);
    const truth = await table(theirs.check);
    const keys = await shared.client.keys("schematic:company:*");
    const texts = (await shared.client.mget(keys)).join("");
    expect(texts).toContain('"accountId"');
    emulator.faults.add({ target: "all", kind: "refuse" });
    const under = ours({ caches: shared.cache });
    expect(await ourTable(under)).toEqual(truth);
  }, 20_000);

  it("writes to Redis what the official SDK reads and answers from", async () => {
    const under = ours({ caches: shared.cache });
    await ourTable(under);
    await use("prompt", { id: "C-1" }, 3);
    let truth: Record<string, unknown> = {};
    await eventually(async () => {
      truth = await ourTable(under);
      expect((truth["ai 0"] as { creditRemaining: number }).creditRemaining).toBe(44);
    });
    await under.source.close();
    emulator.faults.add({ target: "rest", kind: "refuse" });
    const theirs = await startOfficial({ redisPort: redis.port, healthUrl: await health() });
    expect(await table(theirs.check)).toEqual(truth);
  }, 20_000);

  it("and both behind one replicator answer the same", async () => {
    const writer = ours({ caches: shared.cache, cacheTtlMs: null });
    await ourTable(writer);
    await writer.source.close();
    const healthUrl = await health();
    const theirs = await startOfficial({ redisPort: redis.port, healthUrl });
    const under = ours({ caches: shared.cache, replicator: { healthUrl } });
    expect(await ourTable(under)).toEqual(await table(theirs.check));
  }, 20_000);

  it("on one Redis do not remove one another's entries", async () => {
    const under = ours({ caches: shared.cache });
    const theirs = await startOfficial({ redisPort: redis.port });
    await table(theirs.check);
    await ourTable(under);
    const stored = await shared.client.keys("schematic:*");
    emulator.cutStreams();
    await under.ready();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await shared.client.keys("schematic:*")).sort()).toEqual(stored.sort());
  }, 20_000);
});
