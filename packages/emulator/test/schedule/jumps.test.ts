import { describe, expect, it } from "@jest/globals";
import type { Emulator } from "@schematic/emulator";
import { sample } from "../support/sample.ts";
import { call, capture, start, track } from "../support/start.ts";

const day = 86_400_000;
const acme = { id: "acme" };

async function balance(emulator: Emulator): Promise<number> {
  const { body } = await call(emulator, "GET /billing/credits/balance?company_id=comp_acme");
  return body.data[0].remaining;
}

const usage = async (emulator: Emulator): Promise<number> =>
  (await call(emulator, "POST /flags/exports/check", { body: { company: acme } })).body.data.entitlement.usage;

function withRollover(rolloverPercentage: number) {
  const [free, pro, extra] = sample.plans ?? [];
  const credits = [{ credit: "Tokens", amount: 100, reset: "monthly" as const, rolloverPercentage }];
  return { ...sample, plans: [free, { ...pro, credits }, extra] } as typeof sample;
}

describe("a clock that jumps", () => {
  it("over a reset carries what was left of the last lot", async () => {
    const emulator = await start({ seed: withRollover(50) });
    await capture(emulator, track("inference_tokens", acme, { quantity: 40 }));
    expect(await balance(emulator)).toBe(20);
    emulator.clock.set("2026-02-01T00:00:00Z");
    expect(await balance(emulator)).toBe(110);
  });

  it("over several resets at once ends where month by month would: what carries is of the last lot, which nobody touched", async () => {
    const [slow, fast] = [await start({ seed: withRollover(50) }), await start({ seed: withRollover(50) })];
    for (const emulator of [slow, fast]) await capture(emulator, track("inference_tokens", acme, { quantity: 40 }));
    for (const month of ["02", "03", "04"]) slow.clock.set(`2026-${month}-01T00:00:00Z`);
    fast.clock.set("2026-04-01T00:00:00Z");
    expect(await balance(slow)).toBe(150);
    expect(await balance(fast)).toBe(150);
  });

  it("years ahead and back leaves every figure one that can be asked for", async () => {
    const emulator = await start();
    await call(emulator, "PUT /_emulator/companies/comp_acme/subscription", { body: { interval: "day" } });
    await capture(emulator, track("export", acme, { quantity: 2 }));
    for (const instant of [
      "2060-02-29T12:00:00Z",
      "9000-12-31T23:59:59.999Z",
      "1970-01-01T00:00:00Z",
      "2026-01-15T12:00:00Z",
    ]) {
      emulator.clock.set(instant);
      await capture(emulator, track("search", acme));
      expect((await call(emulator, "GET /companies/comp_acme")).status).toBe(200);
      expect((await call(emulator, "POST /flags/check", { body: { company: acme } })).status).toBe(201);
    }
    expect(await usage(emulator)).toBe(2);
    expect(() => emulator.clock.set("9999-12-31T00:00:00Z")).toThrow(RangeError);
  });

  it("back does not make an event count again that was sent within a day of it", async () => {
    const emulator = await start();
    const event = { ...track("export", acme), idempotency_key: "once" };
    await capture(emulator, event);
    emulator.clock.advance(-60_000);
    await capture(emulator, event);
    expect(await usage(emulator)).toBe(1);
    emulator.clock.advance(-2 * day);
    await capture(emulator, event);
    expect(await usage(emulator)).toBe(2);
  });

  it("remembers a key for 24 hours to the millisecond", async () => {
    const emulator = await start();
    const event = { ...track("export", acme), idempotency_key: "once" };
    await capture(emulator, event);
    emulator.clock.advance(day - 1);
    await capture(emulator, event);
    expect(await usage(emulator)).toBe(1);
    emulator.clock.advance(1);
    await capture(emulator, event);
    expect(await usage(emulator)).toBe(2);
  });
});

describe("figures of credits", () => {
  it("have no digits that nobody asked for", async () => {
    const emulator = await start({
      seed: {
        ...sample,
        companies: [
          {
            ...sample.companies?.[0],
            keys: acme,
            plan: "Pro",
            planCredits: { Tokens: 0 },
            grants: [{ credit: "Tokens", quantity: 1, remaining: 0.9 }],
          },
        ],
      },
    });
    const { entitlement } = (await call(emulator, "POST /flags/inference/check", { body: { company: acme } })).body
      .data;
    expect(entitlement.credit_used).toBe(100.1);
    const { body } = await call(emulator, "GET /billing/credits/grants/company/list?company_id=comp_acme");
    expect(body.data.map((grant: { quantity_used: number }) => grant.quantity_used).sort()).toEqual([0.1, 100]);
  });
});

describe("ids that count up", () => {
  it("never take one that a seed has given away", async () => {
    const emulator = await start({
      seed: {
        companies: [
          { id: "comp_1", keys: { id: "a" } },
          { id: "comp_3", keys: { id: "b" } },
        ],
      },
    });
    await call(emulator, "POST /companies", { body: { keys: { id: "c" } } });
    await call(emulator, "POST /companies", { body: { keys: { id: "d" } } });
    const rows = emulator.state.rows("companies");
    expect(rows.map((row) => row.keys.id)).toEqual(["a", "b", "c", "d"]);
    expect(new Set(rows.map((row) => row.id)).size).toBe(4);
  });
});
