import { describe, expect, it } from "@jest/globals";
import { verifyWebhook, type WebhookEvent, type WebhookEventType } from "@schematic/webhooks";
import { isKnownType } from "../src/decode-body.ts";
import { secret, signedRequest } from "./signed.ts";

const eventOf = async (wire: unknown): Promise<WebhookEvent> => verifyWebhook(await signedRequest(wire), { secret });
const bodyOf = async (action: WebhookEventType, body: unknown): Promise<unknown> =>
  (await eventOf({ action, body })).body;

describe("an event", () => {
  it("carries the envelope in camelCase", async () => {
    const wire = { object_type: "company", account_id: "a", environment_id: "e", company_id: "c", feature_id: "f" };
    expect(await eventOf({ action: "entitlement.limit.reached", ...wire, body: {} })).toEqual({
      type: "entitlement.limit.reached",
      action: "entitlement.limit.reached",
      objectType: "company",
      accountId: "a",
      environmentId: "e",
      companyId: "c",
      featureId: "f",
      body: {},
    });
  });

  it("is told apart by its type, which fixes the type of its body", async () => {
    const event = await eventOf({
      action: "company.updated",
      body: { name: "Acme", created_at: "2026-01-01T00:00:00Z" },
    });
    if (event.type !== "company.updated") throw new Error("another type");
    const { name, createdAt }: { name: string; createdAt: Date } = event.body;
    expect([name, createdAt]).toEqual(["Acme", new Date("2026-01-01T00:00:00Z")]);
    // @ts-expect-error: no such member on a company
    expect(event.body.allocation).toBeUndefined();
  });

  it("of a type that is not known is kept as it came", async () => {
    const body = { some_name: "2026-01-01T00:00:00Z", nothing: null };
    const event = await eventOf({ action: "company.renamed", body });
    expect(event).toMatchObject({ type: "unknown", action: "company.renamed", body });
  });

  it.each([{}, { action: null }, { action: 7 }, { name: "Café ☕", emoji: "🚀" }])(
    "without a type is unknown too: %j",
    async (wire) => {
      expect(await eventOf(wire)).toMatchObject({ type: "unknown", action: "" });
    },
  );

  it("has a type for each of those that the service documents", () => {
    const three = (name: string) => ["created", "deleted", "updated"].map((verb) => `${name}.${verb}`);
    const twice = (name: string) => [`${name}.reached`, `${name}.warning`];
    const documented = [
      ...["company", "company.override", "user", "feature", "flag", "plan", "plan.entitlement"].flatMap(three),
      ...["entitlement.limit", "entitlement.soft_limit", "entitlement.tier_limit", "credit.limit"].flatMap(twice),
      ...["company.plan_changed", "company.scheduled_downgrade", "company.override.expired", "flag_rules.updated"],
      ...["rule.deleted", "plan_version.deleted", "subscription.trial.ended", "credit.purchase.success"],
      ...["auto.topup.success", "auto.topup.hard.failure", "auto.topup.retry.exceeded", "test.send"],
    ];
    expect(documented).toHaveLength(41);
    expect(documented.filter((type) => !isKnownType(type))).toEqual([]);
  });
});

describe("an event's body", () => {
  const company = { id: "comp_1", logo_url: null, created_at: "2026-01-01T00:00:00Z" };
  const decoded = { id: "comp_1", createdAt: new Date("2026-01-01T00:00:00Z") };

  it.each([
    [
      "as the service sends it",
      { Allocation: 5, CreditUsage: { X: 1 }, MetricResetAt: "2026-02-01T00:00:00Z", company },
    ],
    ["in snake_case", { allocation: 5, credit_usage: { X: 1 }, metric_reset_at: "2026-02-01T00:00:00Z", company }],
    [
      "in camelCase, as the documentation has it",
      { allocation: 5, creditUsage: { X: 1 }, metricResetAt: "2026-02-01T00:00:00Z", company },
    ],
  ])("of a usage trigger has one shape, %s", async (_, body) => {
    expect(await bodyOf("entitlement.limit.warning", body)).toMatchObject({
      allocation: 5,
      metricResetAt: new Date("2026-02-01T00:00:00Z"),
      company: decoded,
    });
  });

  it("takes the spelling that has a value when both are there", async () => {
    expect(await bodyOf("entitlement.limit.warning", { Usage: null, usage: 7 })).toEqual({ usage: 7 });
    expect(await bodyOf("entitlement.limit.warning", { usage: 7, Usage: null })).toEqual({ usage: 7 });
  });

  it("keeps people's own names and values in maps", async () => {
    const traits = { plan_name: "pro", signed_up_at: "2026-01-01T00:00:00Z", nothing: null, Nested: { deep_key: 1 } };
    expect(await bodyOf("company.updated", { traits })).toEqual({ traits });
  });

  it("has null left out, and dates in lists and nested objects", async () => {
    expect(
      await bodyOf("company.created", { ...company, add_ons: [{ added_on: company.created_at, id: "p" }] }),
    ).toEqual({
      ...decoded,
      addOns: [{ addedOn: decoded.createdAt, id: "p" }],
    });
  });

  it("keeps name and value of members that this version does not know, as the API client does", async () => {
    const unknown = { brand_new: { inner_name: null, created_at: "2026-01-01T00:00:00Z" }, NewToo: 1, new: [null] };
    expect(
      await bodyOf("company.updated", { ...unknown, newer: null, plan: { ...unknown, billing_product_id: "b" } }),
    ).toEqual({
      ...unknown,
      plan: { ...unknown, billingProductId: "b" },
    });
  });

  it("passes what is of another kind than declared", async () => {
    expect(await bodyOf("company.updated", { created_at: "soon", plan: "none", add_ons: 3 })).toEqual({
      createdAt: "soon",
      plan: "none",
      addOns: 3,
    });
    expect(await bodyOf("company.updated", "text")).toBe("text");
    expect((await eventOf({ action: "company.updated" })).body).toBeUndefined();
  });

  it("cannot reach a prototype", async () => {
    const wire =
      '{"action":"company.updated","body":{"__proto__":{"polluted":1},"traits":{"__proto__":{"polluted":2}},"constructor":{"prototype":{"polluted":3}}},"__proto__":{"polluted":4}}';
    const { body } = await eventOf(wire);
    expect(Object.getPrototypeOf(body)).toBe(Object.prototype);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
