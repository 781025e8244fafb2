import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { FlagCheck } from "@schematic/api/core";
import { loadWasmEngine } from "@schematic/rulesengine/wasm";
import fc from "fast-check";
import { ChaosWorld, type Row } from "../support/chaos-world.ts";
import { openCache, RedisServer } from "../support/redis.ts";
import { closeAll, type Probe, probe } from "../support/source.ts";

const COMPANIES = 4;
const keys = ["versioned", "overridden"];
/** A key that goes from one company to another. */
const mover = { slug: "mover" };
/** Every company by its id, and who has the key that moves. */
const asked = (world: ChaosWorld): readonly (readonly [Row, Record<string, string>])[] => [
  ...world.rows.map((row) => [row, { id: row.id }] as const),
  [world.owner, mover],
];
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
let redis: RedisServer;

beforeAll(async () => {
  redis = await RedisServer.start();
});
afterEach(closeAll);
afterAll(() => redis.stop());

type Step = { readonly kind: string; readonly company: number };
const kinds = [
  "use",
  "use",
  "use",
  "override",
  "override",
  "whole",
  "delete",
  "flag",
  "check",
  "checkSync",
  "move",
  "pause",
];
const trouble = ["cut", "restart", "redis", "reload", "doubt"];
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...kinds) },
    { weight: 1, arbitrary: fc.constantFrom(...trouble) },
  ),
  company: fc.nat(COMPANIES - 1),
});

/** Was this ever true? The two figures come from one state, and that with the override was one, too. */
function expectReal(check: FlagCheck | undefined, world: ChaosWorld) {
  if (check?.companyId === undefined) return;
  const states = world.rows.find(({ id }) => id === check.companyId)?.states ?? new Set();
  const { usage = -1, creditRemaining } = check.entitlement ?? {};
  expect(creditRemaining).toBe(usage * 10);
  const [, shown] = /"[ov](\d+)"/.exec(check.reason) ?? [];
  if (check.flag === "overridden") expect(states).toContain(`${usage}:${shown}`);
  else expect(Number(shown)).toBeLessThanOrEqual(world.flagVersion);
}

async function take({ kind, company }: Step, world: ChaosWorld, under: Probe) {
  const row = world.rows[company];
  if (row === undefined) throw new Error("no such company");
  const context = { company: row.uses % 3 === 2 ? mover : { id: row.id } };
  const actions: Record<string, () => unknown> = {
    use: () => world.use(row),
    override: () => world.changeOverride(row),
    whole: () => world.sendWhole(row),
    delete: () => world.toggleDeleted(row),
    flag: () => world.changeFlag(),
    move: () => world.moveKey(row),
    reload: () => world.reload(),
    doubt: () => world.doubtFlags(),
    check: async () => expectReal(await under.check(keys[company % 2] ?? "", context), world),
    checkSync: () => expectReal(under.source.checkSync(keys[company % 2] ?? "", context), world),
    pause: () => pause(5),
    cut: () => world.server.cut(),
    restart: async () => {
      await world.server.close();
      await world.server.listen();
    },
    redis: async () => {
      await redis.stop();
      await redis.start();
    },
  };
  await actions[kind]?.();
}

/** What the official engine says of the service's own state. */
async function truthOf(world: ChaosWorld) {
  const engine = await loadWasmEngine();
  return asked(world).flatMap(([row]) =>
    world.flags().map((flag) => {
      if (row.deleted) return undefined;
      const { value, reason, companyId, entitlement } = engine.checkFlag(flag, world.entity(row));
      return { value, reason, companyId, usage: entitlement?.usage, left: entitlement?.creditRemaining };
    }),
  );
}

async function answersOf(world: ChaosWorld, { check }: Probe) {
  const answers: unknown[] = [];
  for (const [, company] of asked(world)) {
    for (const key of keys) {
      const found = await check(key, { company });
      if (found === undefined) answers.push(undefined);
      else {
        const { value, reason, companyId, entitlement } = found;
        answers.push({ value, reason, companyId, usage: entitlement?.usage, left: entitlement?.creditRemaining });
      }
    }
  }
  return answers;
}

describe("in chaos", () => {
  it("no answer comes from data that never existed, and in the end all are the official engine's on the service's data", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
        const world = new ChaosWorld(COMPANIES);
        await world.server.listen();
        const shared = openCache(redis.port);
        await shared.client.flushall();
        const options = { caches: shared.cache, cacheTimeoutMs: 1_000, requestTimeoutMs: 1_000, random: () => 0 };
        const under = probe(world.server.url, options);
        try {
          await under.ready();
          for (const taken of steps) await take(taken, world, under);
          const truth = await truthOf(world);
          let answers: unknown[] = [];
          for (let tries = 0; tries < 300 && JSON.stringify(answers) !== JSON.stringify(truth); tries++) {
            if (tries > 0) await pause(20);
            answers = await answersOf(world, under);
          }
          expect(answers).toEqual(truth);
          await under.source.close();
          await world.server.close();
          const cold = await answersOf(world, probe(world.server.url, options));
          for (const [n, answer] of cold.entries()) if (answer !== undefined) expect(answer).toEqual(truth[n]);
        } finally {
          await closeAll();
          await world.server.close();
          shared.close();
        }
      }),
      { numRuns: 12, endOnFailure: true },
    );
  }, 120_000);
});
