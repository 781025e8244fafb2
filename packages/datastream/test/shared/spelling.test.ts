import { describe, expect, it } from "@jest/globals";
import { toWireSpelling } from "../../src/shared/spelling.ts";
import { company, condition, flag, metric, rule } from "../support/fixtures.ts";

/** As the official Node SDK writes it. */
function camel(value: unknown, name = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => camel(item));
  if (typeof value !== "object" || value === null) return value;
  const isMap = ["keys", "credit_balances", "credit_postpaid"].includes(name);
  const rename = (key: string) => (isMap ? key : key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()));
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [rename(key), camel(member, key)]));
}

const whole = company("comp_1", {
  keys: { account_id: "a", accountId: "b" },
  credit_balances: { credit_id: 1 },
  credit_postpaid: { credit_id: { overdraft_limit: 5 } },
  metrics: [metric("a_b", 1, { valid_until: "x" })],
  traits: [{ value: "v", trait_definition: { id: "t", comparable_type: "int", entity_type: "company" } }],
  subscription: { id: "s", period_start: "a", period_end: "b" },
  entitlements: [{ feature_id: "f", feature_key: "k", value_type: "credit", warning_tiers: [{ key: "w", value: 1 }] }],
  rules: [
    rule({
      conditions: [
        condition({ trait_definition: { id: "t", comparable_type: "int" }, metric_period_month_reset: "x" }),
      ],
    }),
  ],
});

describe("the spelling of what is shared", () => {
  it("becomes the service's own, and names in the user's maps stay theirs", () => {
    expect(toWireSpelling(camel(whole))).toEqual(whole);
    expect(toWireSpelling(camel(flag("Ab_c", { plan: "plan_x" })))).toEqual(flag("Ab_c", { plan: "plan_x" }));
  });

  it("is the same object when there is nothing to change", () => {
    expect(toWireSpelling(whole)).toBe(whole);
  });

  it("is repaired where both spellings are mixed in one object, the service's first", () => {
    expect(toWireSpelling({ planIds: ["old"], plan_ids: ["new"] })).toEqual({ plan_ids: ["new"] });
    expect(toWireSpelling({ plan_ids: ["new"], planIds: ["old"] })).toEqual({ plan_ids: ["new"] });
  });

  it("has lists and maps in the place of null, and null where it means none", () => {
    expect(toWireSpelling({ keys: null, credit_balances: null, rules: null, base_plan_id: null })).toEqual({
      keys: {},
      credit_balances: {},
      rules: [],
      base_plan_id: null,
    });
  });
});
