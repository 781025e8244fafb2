import { describe, expect, it } from "@jest/globals";
import { trackUsage } from "../../src/store/track-usage.ts";
import { company, metric } from "../support/fixtures.ts";

const now = Date.parse("2026-02-10T00:00:00Z");
const entitlement = {
  feature_id: "f",
  feature_key: "k",
  value_type: "numeric",
  event_name: "a",
  metric_period: "current_month",
};

describe("usage that was tracked here", () => {
  it("moves every metric of the event, and the usage that entitlements repeat", () => {
    const held = company("c", {
      metrics: [metric("a", 1), metric("a", 10, { period: "all_time" }), metric("b", 5)],
      entitlements: [{ ...entitlement, usage: 1 }],
    });
    const moved = trackUsage(held, "a", { quantity: 2, now });
    expect(moved.metrics).toMatchObject([{ value: 3 }, { value: 12 }, { value: 5 }]);
    expect(moved.entitlements).toMatchObject([{ usage: 3 }]);
    expect(held.metrics).toMatchObject([{ value: 1 }, { value: 10 }, { value: 5 }]);
  });

  it("starts again from nothing where the period is over", () => {
    const held = company("c", { metrics: [metric("a", 99, { valid_until: "2026-02-01T00:00:00Z" })] });
    const moved = trackUsage(held, "a", { quantity: 2, now });
    expect(moved.metrics).toMatchObject([{ value: 2 }]);
    expect(trackUsage(moved, "a", { quantity: 2, now }).metrics).toMatchObject([{ value: 4 }]);
  });

  it("takes corrections back off and leaves credits to the service", () => {
    const held = company("c", { metrics: [metric("a", 5)], credit_balances: { c1: 10 } });
    expect(trackUsage(held, "a", { quantity: -2, now })).toMatchObject({
      metrics: [{ value: 3 }],
      credit_balances: { c1: 10 },
    });
  });

  it("is the same object when no metric is about the event", () => {
    const held = company("c", { metrics: [metric("a", 5)] });
    expect(trackUsage(held, "z", { quantity: 1, now })).toBe(held);
    const bare = { id: "c" };
    expect(trackUsage(bare, "z", { quantity: 1, now })).toBe(bare);
  });
});
