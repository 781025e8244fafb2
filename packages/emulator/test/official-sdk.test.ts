import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { Emulator } from "@schematic/emulator";
import { SchematicClient, verifyWebhookSignature } from "@schematichq/schematic-typescript-node";
import { receiver } from "./support/receiver.ts";
import { call, start } from "./support/start.ts";

const acme = { company: { id: "acme" }, user: { user_id: "u1" } };
const quiet = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined };
const clients: SchematicClient[] = [];
let printed: string[] = [];

/** What the SDK does not understand it prints, past its logger. */
beforeEach(() => {
  printed = [];
  for (const method of ["log", "warn", "error"] as const)
    jest.spyOn(console, method).mockImplementation((...parts) => {
      printed.push(parts.join(" "));
    });
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  jest.restoreAllMocks();
  expect(printed.filter((line) => line.includes("validate"))).toEqual([]);
});

function connect(emulator: Emulator, options: object = {}): SchematicClient {
  const client = new SchematicClient({
    apiKey: emulator.apiKey,
    basePath: emulator.url,
    eventCaptureBaseURL: emulator.url,
    eventBufferInterval: 10,
    logger: quiet,
    cacheProviders: { flagChecks: [] },
    ...options,
  });
  clients.push(client);
  return client;
}

/** Asks again until the answer is as wanted: what happens between two processes takes a moment. */
async function until<T>(ask: () => T | Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("it never came to be as wanted");
}

describe("the unmodified official Node SDK over REST", () => {
  it("checks flags: one, several, all, and several contexts at once", async () => {
    const emulator = await start();
    const client = connect(emulator);
    expect(await client.checkFlag(acme, "exports")).toBe(true);
    expect(await client.checkFlag({ company: { id: "small" } }, "exports")).toBe(false);
    expect(await client.checkFlagWithEntitlement(acme, "exports")).toMatchObject({
      value: true,
      flagKey: "exports",
      companyId: "comp_acme",
      userId: "user_wile",
      ruleType: "plan_entitlement",
      entitlement: {
        featureKey: "exports",
        valueType: "numeric",
        allocation: 3,
        usage: 0,
        metricResetAt: new Date("2026-02-01"),
      },
    });
    const several = await client.checkFlags(acme, ["sso", "none", "beta"]);
    expect(several.map((check) => [check.flag, check.value])).toEqual([
      ["sso", true],
      ["none", false],
      ["beta", true],
    ]);
    expect(await client.checkFlags(acme)).toHaveLength(6);
    const bulk = await client.features.checkFlagsBulk({ contexts: [acme, {}] });
    expect(bulk.data.data.map((each) => each.flags.length)).toEqual([6, 6]);
    expect(bulk.data.data[0]?.creditBalances).toEqual({ bilcr_tokens: { remaining: 100, reserved: 0, settled: 100 } });
    expect(await client.checkFlag(acme, "exports", { usage: 3 })).toBe(false);
  });

  it("upserts, looks up, lists, counts and deletes companies and users", async () => {
    const client = connect(await start());
    const { data: made } = await client.companies.upsertCompany({
      keys: { id: "globex" },
      name: "Globex",
      traits: { size: 9, isBig: true },
    });
    expect(made).toMatchObject({ name: "Globex", traits: { size: 9, isBig: true }, plan: { id: "plan_free" } });
    const { data: extended } = await client.companies.upsertCompany({ keys: { id: "globex", crm: "77" } });
    expect(extended.id).toBe(made.id);
    const { data: found } = await client.companies.lookupCompany({ keys: { crm: "77" } });
    expect(found.keys.map((key) => [key.key, key.value])).toEqual([
      ["id", "globex"],
      ["crm", "77"],
    ]);
    await expect(client.companies.upsertCompany({ keys: { id: "acme", crm: "77" } })).rejects.toMatchObject({
      statusCode: 400,
      body: { error: "keys match more than one company" },
    });
    await expect(client.companies.lookupCompany({ keys: { id: "nobody" } })).rejects.toMatchObject({ statusCode: 404 });
    const { data: user } = await client.companies.upsertUser({ keys: { user_id: "u7" }, company: { id: "globex" } });
    expect(user.companyMemberships).toMatchObject([{ companyId: made.id }]);
    expect((await client.companies.countUsers({ companyId: made.id })).data.count).toBe(1);
    expect((await client.companies.listCompanies({ q: "glob", limit: 5 })).data.map((each) => each.id)).toEqual([
      made.id,
    ]);
    expect((await client.companies.deleteCompany(made.id)).data.deleted).toBe(true);
    expect((await client.companies.countCompanies()).data.count).toBe(2);
  });

  it("changes features, flags, rules, plans, entitlements and overrides, and sees checks follow", async () => {
    const client = connect(await start());
    const { data: feature } = await client.features.createFeature({
      name: "Reports",
      description: "",
      featureType: "boolean",
      flag: { key: "reports", name: "Reports", description: "", flagType: "boolean", defaultValue: false },
    });
    expect(await client.checkFlag(acme, "reports")).toBe(false);
    await client.entitlements.createPlanEntitlement({
      planId: "plan_pro",
      featureId: feature.id,
      valueType: "boolean",
      valueBool: true,
    });
    expect(await client.checkFlag(acme, "reports")).toBe(true);
    const { data: override } = await client.entitlements.createCompanyOverride({
      companyId: "comp_acme",
      featureId: feature.id,
      valueType: "boolean",
      valueBool: false,
    });
    expect(await client.checkFlag(acme, "reports")).toBe(false);
    await client.entitlements.deleteCompanyOverride(override.id);
    await client.plans.updateCompanyPlans("comp_acme", { basePlanId: "plan_free", addOnIds: [] });
    expect(await client.checkFlag(acme, "reports")).toBe(false);
    const rule = { name: "All", priority: 1, value: true, conditions: [], conditionGroups: [] };
    await client.features.updateFlagRules(feature.flags[0]?.id ?? "", { rules: [rule] });
    expect(await client.checkFlag(acme, "reports")).toBe(true);
  });

  it("counts what is tracked once for each idempotency key, spends credits, and identifies", async () => {
    const emulator = await start();
    const client = connect(emulator);
    await client.track(
      { event: "inference_tokens", company: { id: "acme" }, quantity: 10 },
      { idempotencyKey: "once" },
    );
    await client.track(
      { event: "inference_tokens", company: { id: "acme" }, quantity: 10 },
      { idempotencyKey: "once" },
    );
    await client.identify({
      keys: { user_id: "u8" },
      name: "Ada",
      company: { keys: { id: "acme" }, traits: { city: "Oslo" } },
    });
    await until(
      () => emulator.state.rows("users").length,
      (count) => count === 2,
    );
    const { entitlement } = await client.checkFlagWithEntitlement(acme, "inference");
    expect(entitlement).toMatchObject({
      valueType: "credit",
      creditTotal: 100,
      creditUsed: 20,
      creditRemaining: 80,
      usage: 10,
    });
    const { data: balances } = await client.credits.listCompanyCreditBalances({ companyId: "comp_acme" });
    expect(balances).toMatchObject([{ creditId: "bilcr_tokens", remaining: 80 }]);
    const { data: events } = await client.events.listEvents({ eventTypes: ["track"] });
    expect(events).toMatchObject([
      { subtype: "inference_tokens", quantity: 10, companyId: "comp_acme", idempotencyKey: "once" },
    ]);
    expect(await client.checkFlag(acme, "beta")).toBe(false);
  });
});

describe("the unmodified official Node SDK over the datastream", () => {
  it("answers from what it was sent, and follows pushes of every kind", async () => {
    const emulator = await start();
    const client = connect(emulator, { useDataStream: true });
    const check = (key: string) => () => client.checkFlagWithEntitlement(acme, key);
    await until(
      () => emulator.clients(),
      ([connected]) => connected?.subscriptions.flags === true,
    );
    // Until it has read the flags, the SDK asks the API.
    await until(
      () => check("exports")().then(() => emulator.clients()),
      ([connected]) => connected?.subscriptions.companies.includes("comp_acme") === true,
    );
    expect((await check("exports")()).value).toBe(true);
    const requests = (): number =>
      emulator.feed.since(0).filter((entry) => entry.type === "request" && entry.data.operation === "checkFlag").length;
    const before = requests();

    const server = connect(emulator);
    await server.track({ event: "export", company: { id: "acme" }, quantity: 3 });
    await until(check("exports"), ({ value, entitlement }) => !value && entitlement?.usage === 3);
    await server.companies.upsertCompany({ keys: { id: "acme" }, traits: { city: "Oslo" } });
    await until(check("beta"), ({ value }) => !value);
    await server.track({ event: "inference_tokens", company: { id: "acme" }, quantity: 50 });
    await until(check("inference"), ({ value, entitlement }) => !value && entitlement?.creditRemaining === 0);
    const override = { companyId: "comp_acme", featureId: "feat_export", valueType: "unlimited" } as const;
    const { data: created } = await server.entitlements.createCompanyOverride(override);
    await until(check("exports"), ({ value, ruleType }) => value && ruleType === "company_override");
    await server.entitlements.deleteCompanyOverride(created.id);
    await until(check("exports"), ({ value }) => !value);
    emulator.clock.set("2026-02-01T00:00:00Z");
    await until(check("exports"), ({ value }) => value);
    await server.features.updateFlag("flag_beta", {
      key: "beta",
      name: "Beta",
      description: "",
      flagType: "boolean",
      defaultValue: true,
    });
    await until(check("beta"), ({ value }) => value);
    await server.plans.updateCompanyPlans("comp_acme", { basePlanId: "plan_free", addOnIds: [] });
    await until(check("sso"), ({ value }) => !value);
    expect(requests()).toBe(before);

    await server.companies.deleteCompany("comp_acme");
    await until(check("beta"), ({ companyId }) => companyId === undefined);
  }, 30_000);

  it("reports its local checks, which the emulator shows", async () => {
    const emulator = await start();
    const client = connect(emulator, { useDataStream: true });
    await until(
      () => emulator.clients(),
      ([connected]) => connected?.subscriptions.flags === true,
    );
    const [shown] = await until(
      async () => {
        await client.checkFlag(acme, "sso");
        return emulator.feed.since(0).filter((entry) => entry.type === "check" && entry.data.source === "client");
      },
      (checks) => checks.length > 0,
    );
    expect(shown?.data).toMatchObject({ flag: "sso", value: true, company_id: "comp_acme" });
  });
});

describe("the official webhook verification", () => {
  it("accepts what the emulator sends", async () => {
    const hook = await receiver();
    const emulator = await start();
    const { body } = await call(emulator, "POST /webhooks", {
      body: { name: "x", url: hook.url, request_types: ["user.created"] },
    });
    await call(emulator, "POST /users", { body: { keys: { user_id: "u5" } } });
    await hook.received(1);
    await hook.close();
    const [{ headers = {}, text = "" } = {}] = hook.deliveries;
    const check = (secret: string) => () => verifyWebhookSignature({ headers } as never, secret, text);
    expect(check(body.data.secret)).not.toThrow();
    expect(check("another")).toThrow("Invalid webhook signature");
  });
});
