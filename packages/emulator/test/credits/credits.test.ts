import { describe, expect, it } from "@jest/globals";
import type { Emulator } from "@schematic/emulator";
import { call, capture, start, track } from "../support/start.ts";

const acme = { id: "acme" };
const grant = (emulator: Emulator, body: object) =>
  call(emulator, "POST /billing/credits/grants/company", {
    body: { company_id: "comp_acme", credit_id: "bilcr_tokens", reason: "free", ...body },
  });

async function check(emulator: Emulator, body: object = {}) {
  return (await call(emulator, "POST /flags/inference/check", { body: { company: acme, ...body } })).body.data;
}

const left = (emulator: Emulator): [string, number][] =>
  emulator.state
    .rows("grants")
    .filter((row) => row.zeroed_out_date === null)
    .map((row) => [row.grant_reason, row.quantity_remaining]);

describe("credits", () => {
  it("are spent by tracked events at the feature's rate, and turn the flag off when one more unit is not covered", async () => {
    const emulator = await start();
    expect(await check(emulator)).toMatchObject({
      value: true,
      entitlement: { credit_total: 100, credit_used: 0, credit_remaining: 100, consumption_rate: 2 },
    });
    await capture(emulator, track("inference_tokens", acme, { quantity: 49 }));
    expect(await check(emulator)).toMatchObject({
      value: true,
      entitlement: { credit_remaining: 2, credit_used: 98, usage: 49 },
    });
    await capture(emulator, track("inference_tokens", acme));
    expect(await check(emulator)).toMatchObject({ value: false, rule_type: "plan_entitlement_usage_exceeded" });
  });

  it("are taken into account by preflight: by cost, by event and by units", async () => {
    const emulator = await start();
    expect((await check(emulator, { preflight: { credit_cost: { bilcr_tokens: 101 } } })).value).toBe(false);
    expect(
      (await check(emulator, { preflight: { event_usage: { event_subtype: "inference_tokens", quantity: 50 } } }))
        .value,
    ).toBe(true);
    expect((await check(emulator, { preflight: { usage: 51 } })).value).toBe(false);
  });

  it("are drawn from adjustments first, then rollover, then plans, then the rest by age", async () => {
    const emulator = await start();
    for (const reason of ["purchased", "free", "rollover", "adjustment"])
      await grant(emulator, { reason, quantity: 10 });
    await capture(emulator, track("inference_tokens", acme, { quantity: 15 }));
    expect(left(emulator)).toEqual([
      ["plan", 90],
      ["purchased", 10],
      ["free", 10],
      ["rollover", 0],
      ["adjustment", 0],
    ]);
    await capture(emulator, track("inference_tokens", acme, { quantity: 50 }));
    expect(left(emulator)).toEqual([
      ["plan", 0],
      ["purchased", 0],
      ["free", 10],
      ["rollover", 0],
      ["adjustment", 0],
    ]);
  });

  it("never go below zero", async () => {
    const emulator = await start();
    await capture(emulator, track("inference_tokens", acme, { quantity: 1000 }));
    const { body } = await call(emulator, "GET /billing/credits/balance?company_id=comp_acme");
    expect(body.data).toEqual([
      { credit_id: "bilcr_tokens", total: 100, remaining: 0, reserved: 0, settled: 0, source: "schematic" },
    ]);
  });

  it("expire by the clock, and leave a line in the ledger", async () => {
    const emulator = await start();
    await grant(emulator, { quantity: 50, expiry_type: "duration", expiry_unit: "days", expiry_unit_count: 3 });
    expect((await check(emulator)).entitlement.credit_remaining).toBe(150);
    emulator.clock.advance(3 * 86_400_000);
    expect((await check(emulator)).entitlement.credit_remaining).toBe(100);
    const { body } = await call(emulator, "GET /v2/billing/credits/ledger?company_id=comp_acme");
    expect(body.data[0]).toMatchObject({
      event_type: "zero_out",
      amount: -50,
      zeroed_out_reason: "expired",
      quantity_remaining_at_zero_out: 50,
    });
    expect(body.data.at(-1)).toMatchObject({ event_type: "grant", amount: 100, grant_reason: "plan" });
  });

  it("of a plan begin anew with the month, the rest rolling over as far as the plan says", async () => {
    const emulator = await start();
    const [planGrant] = (await call(emulator, "GET /billing/credits/plan-grants")).body.data;
    await call(emulator, `PUT /billing/credits/plan-grants/${planGrant.id}`, {
      body: { reset_cadence: "monthly", reset_start: "first_of_month", credit_amount: 200, rollover_percentage: 50 },
    });
    await capture(emulator, track("inference_tokens", acme, { quantity: 10 }));
    emulator.clock.set("2026-02-01T00:00:00Z");
    await check(emulator);
    expect(left(emulator)).toEqual([
      ["plan", 200],
      ["rollover", 40],
    ]);
  });

  it("of a plan go with the plan", async () => {
    const emulator = await start();
    await call(emulator, "PUT /company-plans/comp_acme", { body: { base_plan_id: "plan_free", add_on_ids: [] } });
    const { body } = await call(emulator, "GET /billing/credits/grants/company/list?company_id=comp_acme");
    expect(body.data).toMatchObject([{ zeroed_out_reason: "plan_change", quantity_remaining: 0 }]);
  });

  it("record what was used, for which feature and event", async () => {
    const emulator = await start();
    await capture(emulator, track("inference_tokens", acme, { quantity: 3 }));
    const { body } = await call(emulator, "GET /v2/billing/credits/ledger?company_id=comp_acme&event_type=usage");
    const event = emulator.state.rows("events").at(-1);
    expect(body.data).toMatchObject([
      { amount: -6, quantity_consumed: 6, feature_id: "feat_ai", usage_event_id: event?.id, usage_reason: "track" },
    ]);
  });

  it("cannot be leased or reserved: 501 names the operation, and the feed tells of it", async () => {
    const emulator = await start();
    for (const [route, operation] of [
      ["POST /billing/credits/lease", "acquireCreditLease"],
      ["PUT /billing/credits/lease/l1/extend", "extendCreditLease"],
      ["PUT /billing/credits/lease/l1/release", "releaseCreditLease"],
      ["POST /billing/credits/reservations", "reserveCredits"],
      ["POST /flags/inference/check-and-reserve", "checkAndReserveFlag"],
    ] as const) {
      const answer = await call(emulator, route, { body: {} });
      expect(answer).toMatchObject({ status: 501, body: { error: `the emulator does not implement ${operation}` } });
      expect(emulator.feed.since(0).at(-1)).toMatchObject({ type: "unemulated", data: { operation } });
    }
  });
});
