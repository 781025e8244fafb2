import { describe, expect, it } from "@jest/globals";
import type { Emulator } from "@schematic/emulator";
import fc from "fast-check";
import { follower } from "../support/follower.ts";
import { call, capture, start, track } from "../support/start.ts";
import { openStream } from "../support/stream.ts";

const acme = { company: { id: "acme" } };
const day = 86_400_000;
const features = ["feat_sso", "feat_export", "feat_seats", "feat_ai", "feat_search"];

/** Something that somebody does to the account of the company. */
type Step = (emulator: Emulator) => unknown;

async function override(emulator: Emulator, feature_id: string, grant: object): Promise<void> {
  const known = await call(emulator, `GET /company-overrides?company_id=comp_acme&feature_id=${feature_id}`);
  const [open] = known.body.data.filter((row: { expiration_date: string | null }) => row.expiration_date === null);
  if (open) await call(emulator, `DELETE /company-overrides/${open.id}`);
  else await call(emulator, "POST /company-overrides", { body: { company_id: "comp_acme", feature_id, ...grant } });
}

const grants = fc.oneof(
  fc.record({ value_type: fc.constant("boolean"), value_bool: fc.boolean() }),
  fc.record({
    value_type: fc.constant("numeric"),
    value_numeric: fc.nat(5),
    metric_period: fc.constantFrom("current_day", "current_week", "current_month", "all_time"),
    metric_period_month_reset: fc.constantFrom("first_of_month", "billing_cycle"),
  }),
  fc.record({ value_type: fc.constant("unlimited") }),
  fc.record({
    value_type: fc.constant("credit"),
    value_credit_id: fc.constant("bilcr_tokens"),
    credit_consumption_rate: fc.constantFrom(1, 2.5),
  }),
);

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(fc.constantFrom("export", "inference_tokens", "search"), fc.constantFrom(1, 2, 30, -1)).map(
    ([event, quantity]): Step =>
      (emulator) =>
        capture(emulator, track(event, acme.company, { quantity })),
  ),
  fc.tuple(fc.constantFrom("plan_pro", "plan_free", null), fc.constantFrom([], ["plan_extra"])).map(
    ([base_plan_id, add_on_ids]): Step =>
      (emulator) =>
        call(emulator, "PUT /company-plans/comp_acme", { body: { base_plan_id, add_on_ids } }),
  ),
  fc.constantFrom({ seats_used: 9 }, { seats_used: "x" }, { seats_bought: 1 }, { city: "Oslo" }, { city: null }).map(
    (traits): Step =>
      (emulator) =>
        call(emulator, "POST /companies", { body: { keys: acme.company, traits } }),
  ),
  fc.tuple(fc.constantFrom(...features), grants).map(
    ([feature, grant]): Step =>
      (emulator) =>
        override(emulator, feature, grant),
  ),
  fc.constantFrom(3_600_000, day, 7 * day, 20 * day).map(
    (ms): Step =>
      (emulator) =>
        emulator.clock.advance(ms),
  ),
  fc.constantFrom("day", "month").map(
    (interval): Step =>
      (emulator) =>
        call(emulator, "PUT /_emulator/companies/comp_acme/subscription", { body: { interval } }),
  ),
);

type Check = { flag: string; value: boolean; reason: string; rule_id?: string; entitlement?: { feature_id: string } };

/** What the API says of the company: its checks, whether it may use what it is entitled to, and why. */
async function agree(emulator: Emulator, local: readonly Check[]): Promise<void> {
  const { flags } = (await call(emulator, "POST /flags/check", { body: acme })).body.data;
  const told = ({ flag, value, reason, rule_id, entitlement }: Check) => ({
    flag,
    value,
    reason,
    rule_id,
    entitlement,
  });
  const byKey = (checks: readonly Check[]) => new Map(checks.map((check) => [check.flag, told(check)]));
  expect(byKey(local)).toEqual(byKey(flags));
  const { data: usage } = (await call(emulator, "GET /feature-usage?company_id=comp_acme")).body;
  const access = new Map(
    usage.map((row: { feature: { id: string }; access: boolean }) => [row.feature.id, row.access]),
  );
  for (const { flag, value, entitlement, rule_id } of flags as Check[]) {
    if (entitlement) expect({ flag, access: access.get(entitlement.feature_id) }).toEqual({ flag, access: value });
    const explained = await call(emulator, "POST /_emulator/explain", { body: { flag, ...acme } });
    const decided = explained.body.rules.find((rule: { decided: boolean }) => rule.decided);
    expect({ flag, rule_id: decided?.id }).toEqual({ flag, rule_id });
  }
}

describe("whatever happens to a company", () => {
  it("a client that knows only what it was sent, the API, feature usage and the explanation agree", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 3, maxLength: 12 }), async (happened) => {
        const emulator = await start({ validateAnswers: false });
        const client = await openStream(emulator);
        const check = follower(client, acme.company, () => emulator.clock.now());
        for (const step of happened) {
          await step(emulator);
          await agree(emulator, await check());
        }
        client.socket.terminate();
        await emulator.close();
      }),
      { numRuns: 8 },
    );
  }, 120_000);
});
