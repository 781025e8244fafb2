import { describe, expect, it } from "@jest/globals";
import { mergePartial } from "../../src/store/merge.ts";
import { company, metric } from "../support/fixtures.ts";

const base = company("comp_1", {
  base_plan_id: "plan_a",
  plan_ids: ["plan_a"],
  keys: { id: "1", slug: "acme" },
  credit_balances: { c1: 10, c2: 20 },
  metrics: [metric("a", 1), metric("b", 2, { period: "all_time" })],
  entitlements: [
    {
      feature_id: "f1",
      feature_key: "k1",
      value_type: "numeric",
      event_name: "a",
      metric_period: "current_month",
      usage: 1,
    },
    {
      feature_id: "f2",
      feature_key: "k2",
      value_type: "credit",
      credit_id: "c1",
      credit_remaining: 10,
      credit_used: 5,
    },
    { feature_id: "f3", feature_key: "k3", value_type: "credit", credit_id: "c2", credit_remaining: 20 },
    { feature_id: "f4", feature_key: "k4", value_type: "numeric", event_name: "b", usage: 2 },
  ],
  subscription: { id: "s", period_start: "x", period_end: "y" },
  later: "kept",
});
const merge = (change: object) => mergePartial(base, change as Record<string, unknown>);

describe("a partial of a company", () => {
  it("is a new object: neither base nor change is touched", () => {
    const before = JSON.stringify(base);
    const change = Object.freeze({ keys: Object.freeze({ id: "2" }), metrics: Object.freeze([metric("a", 9)]) });
    expect(merge(change)).not.toBe(base);
    expect(JSON.stringify(base)).toBe(before);
  });

  it("replaces lists and single values, adds what is unknown and keeps the rest", () => {
    const merged = merge({ plan_ids: ["plan_b"], base_plan_id: "plan_b", novel: [1], account_id: "acct_2" });
    expect(merged).toMatchObject({
      plan_ids: ["plan_b"],
      base_plan_id: "plan_b",
      novel: [1],
      account_id: "acct_2",
      later: "kept",
      keys: base.keys,
    });
  });

  it("merges keys and balances without removing any", () => {
    const merged = merge({ keys: { slug: "new", x: "y" }, credit_balances: { c1: 7, c3: 1 } });
    expect(merged.keys).toEqual({ id: "1", slug: "new", x: "y" });
    expect(merged.credit_balances).toEqual({ c1: 7, c2: 20, c3: 1 });
  });

  it("clears, empties or keeps by null as each field demands", () => {
    const nothing = Object.fromEntries(
      [
        "id",
        "account_id",
        "environment_id",
        "base_plan_id",
        "subscription",
        "plan_ids",
        "rules",
        "traits",
        "entitlements",
        "keys",
        "metrics",
        "credit_balances",
      ].map((name) => [name, null]),
    );
    expect(merge(nothing)).toEqual({
      ...base,
      base_plan_id: null,
      subscription: null,
      plan_ids: [],
      rules: [],
      traits: [],
      entitlements: [],
    });
  });

  it("replaces a subscription and postpaid credit as wholes", () => {
    expect(merge({ subscription: { id: "t" }, credit_postpaid: { c1: {} } })).toMatchObject({
      subscription: { id: "t" },
      credit_postpaid: { c1: {} },
    });
    expect(merge({ subscription: { id: "t" } }).subscription).toEqual({ id: "t" });
  });

  it("puts metrics in the place of those of the same event, period and reset, and others behind", () => {
    const merged = merge({ metrics: [metric("c", 5), metric("a", 9), metric("a", 3, { period: "all_time" })] });
    expect(merged.metrics).toEqual([
      metric("a", 9),
      metric("b", 2, { period: "all_time" }),
      metric("c", 5),
      metric("a", 3, { period: "all_time" }),
    ]);
  });

  it("takes what leases leave as the balance, not what they hold", () => {
    const merged = merge({ credit_lease_balance: { c1: { remaining: 80, reserved: 12.5 }, c2: { reserved: 1 } } });
    expect(merged.credit_balances).toEqual({ c1: 80, c2: 20 });
    expect(merged).not.toHaveProperty("credit_lease_balance");
    expect(merged.entitlements).toMatchObject([{}, { credit_remaining: 80 }, { credit_remaining: 20 }, {}]);
  });

  it("lets entitlements follow balances and metrics", () => {
    const merged = merge({ credit_balances: { c1: 7 }, metrics: [metric("a", 9)] });
    expect(merged.entitlements).toMatchObject([
      { usage: 9 },
      { credit_remaining: 7, credit_used: 5 },
      { credit_remaining: 20 },
      // No period means all time, no reset the first of the month.
      { usage: 2 },
    ]);
  });

  it("does not touch entitlements that came with it, nor any when nothing they repeat changed", () => {
    const sent = [{ feature_id: "f2", feature_key: "k2", value_type: "credit", credit_id: "c1", credit_remaining: 1 }];
    expect(merge({ credit_balances: { c1: 7 }, entitlements: sent }).entitlements).toEqual(sent);
    expect(merge({ plan_ids: [] }).entitlements).toBe(base.entitlements);
  });

  it("cannot make a prototype of a key", () => {
    const merged = merge(
      JSON.parse('{"__proto__":{"polluted":1},"keys":{"__proto__":"x"},"credit_balances":{"__proto__":1}}'),
    );
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(Object.keys(merged.keys as object)).toContain("__proto__");
    expect(Object.keys(merged.credit_balances as object)).toContain("__proto__");
  });
});
