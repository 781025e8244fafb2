import { afterEach, describe, expect, it } from "@jest/globals";
import {
  ErrorCode,
  type EvaluationContext,
  OpenFeature,
  type Provider,
  ProviderEvents,
  ProviderStatus,
} from "@openfeature/server-sdk";
import { type CheckContext, ConfigError } from "@schematic/api/core";
import { datastream } from "@schematic/datastream";
import { startEmulator } from "@schematic/emulator";
import { Schematic as Core } from "../src/core.ts";
import type { Schematic } from "../src/index.ts";
import { type OpenFeatureClient, type OpenFeatureOptions, openFeatureProvider } from "../src/openfeature.ts";
import { fakeSource } from "./support/fake-source.ts";
import { type Arrival, answer, closeServices, type Service, startService } from "./support/service.ts";
import { clientOf, closeClients } from "./support/subject.ts";

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await OpenFeature.close();
  await OpenFeature.clearProviders();
  for (const close of closers.splice(0).reverse()) await close();
  await closeClients();
  await closeServices();
});

/** OpenFeature's own client, over one of ours. */
async function evaluator(schematic: OpenFeatureClient, options?: OpenFeatureOptions) {
  await OpenFeature.setProviderAndWait(openFeatureProvider(schematic, options));
  return OpenFeature.getClient();
}

/** The keys that a check or event was sent with. */
const keysOf = (arrival: Arrival | undefined) => {
  const { company, user } = Object(arrival?.body);
  return { company, user };
};

/** The one event that the client delivers when it is closed. */
async function deliveredEvent(service: Service): Promise<Record<string, unknown>> {
  await OpenFeature.close();
  const batch = service.arrivals.find(({ url }) => url === "/batch");
  return Object(batch?.body).events[0].body;
}

describe("the OpenFeature provider over the emulator", () => {
  type Make = (options: object) => OpenFeatureClient;

  async function emulated(make: Make) {
    const emulator = await startEmulator({
      seed: {
        features: [{ id: "feat_export", name: "Exports", event: "export", flag: "exports" }],
        plans: [{ name: "Pro", entitlements: [{ feature: "feat_export", numeric: 5, period: "current_month" }] }],
        companies: [{ id: "comp_acme", keys: { id: "acme" }, name: "Acme", plan: "Pro" }],
        users: [{ id: "user_wile", keys: { id: "u1" }, name: "Wile", companies: [{ id: "acme" }] }],
        flags: [{ id: "flag_beta", key: "beta" }],
      },
    });
    closers.push(() => emulator.close());
    const { apiKey, url } = emulator;
    return { emulator, client: await evaluator(make({ apiKey, baseUrl: url, eventCaptureUrl: url })) };
  }

  const context = { targetingKey: "u1", company: { id: "acme" } };
  const whole: Make = (options) => clientOf({ url: "" }, options);
  const kinds: [name: string, make: Make, source: string][] = [
    ["the whole client", whole, "api"],
    ["the core client", (options) => new Core(options), "api"],
    ["a datastream", (options) => whole({ ...options, datastream: datastream() }), "datastream"],
  ];

  it.each(kinds)("answers with value, variant, reason and the entitlement: %s", async (_name, make, source) => {
    const { client } = await emulated(make);
    expect(client.providerStatus).toBe(ProviderStatus.READY);
    expect(await client.getBooleanDetails("exports", false, context)).toMatchObject({
      flagKey: "exports",
      value: true,
      variant: "on",
      reason: "TARGETING_MATCH",
      flagMetadata: {
        source,
        ruleType: "plan_entitlement",
        companyId: "comp_acme",
        userId: "user_wile",
        featureId: "feat_export",
        allocation: 5,
        usage: 0,
        metricResetAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      },
    });
    expect(await client.getBooleanDetails("beta", true, context)).toMatchObject({
      value: false,
      variant: "off",
      reason: "DEFAULT",
      flagMetadata: { flagId: "flag_beta" },
    });
    expect(await client.getBooleanDetails("zzz", true, context)).toMatchObject({
      value: true,
      reason: "ERROR",
      errorCode: ErrorCode.FLAG_NOT_FOUND,
    });
  });

  it("counts usage that OpenFeature tracks", async () => {
    const { emulator, client } = await emulated(whole);
    client.track("export", context, { value: 5 });
    await OpenFeature.close();
    expect(emulator.state.rows("events")).toMatchObject([{ type: "track" }]);
    const again = await evaluator(clientOf({ url: emulator.url }, { apiKey: emulator.apiKey }));
    expect(await again.getBooleanDetails("exports", true, context)).toMatchObject({
      value: false,
      flagMetadata: { usage: 5, ruleType: "plan_entitlement_usage_exceeded" },
    });
  });
});

describe("an evaluation context", () => {
  interface Case {
    readonly what: string;
    readonly given: EvaluationContext;
    readonly asked: CheckContext;
    readonly options?: OpenFeatureOptions;
  }
  const email = "a@b";
  const cases: Case[] = [
    {
      what: "has maps of keys for company and user",
      given: { company: { id: "acme" }, user: { email } },
      asked: { company: { id: "acme" }, user: { email } },
    },
    { what: "has the user's id for a targeting key", given: { targetingKey: "u1" }, asked: { user: { id: "u1" } } },
    {
      what: "has a targeting key of another name",
      given: { targetingKey: "u1" },
      asked: { user: { user_id: "u1" } },
      options: { targetingKeyName: "user_id" },
    },
    {
      what: "has the user's id for a targeting key whose name is blank",
      given: { targetingKey: "u1" },
      asked: { user: { id: "u1" } },
      options: { targetingKeyName: " " },
    },
    {
      what: "adds the targeting key to the user's keys",
      given: { targetingKey: "u1", user: { email } },
      asked: { user: { id: "u1", email } },
    },
    {
      what: "takes the user's own key of that name first",
      given: { targetingKey: "u1", user: { id: "u2" } },
      asked: { user: { id: "u2" } },
    },
    { what: "is nobody's with an empty targeting key", given: { targetingKey: "", user: null }, asked: {} },
    { what: "is nobody's when it is empty", given: {}, asked: {} },
    {
      what: "means whom the caller's function says",
      given: { targetingKey: "acme" },
      asked: { company: { slug: "acme" } },
      options: { context: ({ targetingKey = "" }) => ({ company: { slug: targetingKey } }) },
    },
  ];

  it.each(cases)("$what", async ({ given, asked, options }) => {
    const service = await startService();
    const client = await evaluator(clientOf(service), options);
    expect(await client.getBooleanValue("a", false, given)).toBe(true);
    expect(keysOf(service.arrivals[0])).toEqual(asked);
  });

  it("that nobody can be asked about is an error, and no request", async () => {
    const service = await startService();
    const client = await evaluator(clientOf(service));
    const bad = [{ company: "acme" }, { company: ["acme"] }, { company: { id: 7 } }, { user: 7, targetingKey: "u1" }];
    for (const context of bad) {
      expect(await client.getBooleanDetails("a", true, context)).toMatchObject({
        value: true,
        reason: "ERROR",
        errorCode: ErrorCode.INVALID_CONTEXT,
        errorMessage: expect.stringMatching(/^(company|user) /),
      });
    }
    expect(service.arrivals).toEqual([]);
  });

  it("that the caller's function fails on is an error", async () => {
    const context = () => {
      throw new Error("no tenant");
    };
    const client = await evaluator(clientOf(await startService()), { context });
    expect(await client.getBooleanDetails("a", true)).toMatchObject({
      value: true,
      errorCode: ErrorCode.INVALID_CONTEXT,
      errorMessage: "no tenant",
    });
  });
});

describe("a reason", () => {
  const told = async (data: object) => {
    const client = await evaluator(clientOf(await startService(() => ({ data: answer("a", true, data) }))));
    return client.getBooleanDetails("a", false);
  };

  it.each([
    ["standard", "TARGETING_MATCH"],
    ["company_override", "TARGETING_MATCH"],
    ["plan_entitlement_usage_exceeded", "TARGETING_MATCH"],
    ["one_of_tomorrow", "TARGETING_MATCH"],
    ["global_override", "STATIC"],
    ["default", "DEFAULT"],
  ])("of a rule of type %s is %s", async (rule_type, reason) => {
    expect(await told({ rule_type })).toMatchObject({ value: true, reason });
  });

  it("is the default's where no rule matched", async () => {
    expect(await told({ rule_id: undefined })).toMatchObject({ value: true, variant: "on", reason: "DEFAULT" });
  });

  it("is CACHED for a cached answer, and STALE for one that stands in for a failing API", async () => {
    const service = await startService();
    const cached = await evaluator(clientOf(service));
    await cached.getBooleanValue("a", false);
    expect(await cached.getBooleanDetails("a", false)).toMatchObject({ value: true, variant: "on", reason: "CACHED" });

    const stale = await evaluator(clientOf(service, { flagCache: [], staleIfErrorMs: 60_000, maxRetries: 0 }));
    await stale.getBooleanValue("a", false);
    service.treat = () => ({ status: 503 });
    const details = await stale.getBooleanDetails("a", false);
    expect(details).toMatchObject({ value: true, reason: "STALE", flagMetadata: { source: "cache" } });
    expect(details.errorCode).toBeUndefined();
  });

  it("is DEFAULT, and no error, when the client is offline", async () => {
    const client = await evaluator(new Core({ offline: true, flagDefaults: { a: false } }));
    const details = await client.getBooleanDetails("a", true);
    expect(details).toMatchObject({ value: true, reason: "DEFAULT", flagMetadata: { source: "default" } });
    expect(details.errorCode).toBeUndefined();
    expect(details.variant).toBeUndefined();
  });

  it("is ERROR, with the caller's default, when the API fails", async () => {
    const service = await startService(() => ({ status: 401 }));
    const client = await evaluator(clientOf(service, { flagDefaults: { a: false } }));
    expect(await client.getBooleanDetails("a", true)).toMatchObject({
      value: true,
      reason: "ERROR",
      errorCode: ErrorCode.GENERAL,
      errorMessage: expect.stringContaining("401"),
      flagMetadata: { source: "default" },
    });
  });

  it("is ERROR for anything but booleans", async () => {
    const service = await startService();
    const client = await evaluator(clientOf(service));
    const asked = [
      await client.getStringDetails("a", "blue"),
      await client.getNumberDetails("a", 7),
      await client.getObjectDetails("a", { deep: [1] }),
    ];
    expect(asked.map(({ value }) => value)).toEqual(["blue", 7, { deep: [1] }]);
    for (const details of asked) expect(details).toMatchObject({ reason: "ERROR", errorCode: ErrorCode.TYPE_MISMATCH });
    expect(service.arrivals).toEqual([]);
  });
});

describe("the life of a provider", () => {
  const status = () => OpenFeature.getClient().providerStatus;

  it("asks nothing when it is made", async () => {
    const { source, seen } = fakeSource();
    openFeatureProvider(clientOf(await startService(), { datastream: source }));
    expect(seen.readies).toBe(0);
  });

  it("starts with the client and ends with it", async () => {
    const { source, seen } = fakeSource({ a: true });
    const schematic = clientOf(await startService(), { datastream: source });
    await evaluator(schematic);
    expect(seen).toMatchObject({ readies: 1, closes: 0 });
    await OpenFeature.close();
    expect(seen.closes).toBe(1);
    expect(await OpenFeature.getClient().getBooleanDetails("a", true)).toMatchObject({
      value: true,
      errorCode: ErrorCode.PROVIDER_NOT_READY,
    });
  });

  it("leaves a client open that others use too", async () => {
    const { source, seen } = fakeSource({ a: true });
    const schematic = clientOf(await startService(), { datastream: source });
    await evaluator(schematic, { closeClient: false });
    await OpenFeature.close();
    expect(seen.closes).toBe(0);
    expect(await schematic.checkFlag("a")).toBe(true);
  });

  it("is in error while the client is not ready, answers all the same, and is ready with the first answer", async () => {
    const { source } = fakeSource({}, { ready: async () => ({ ready: false, detail: "the key was refused (401)" }) });
    const service = await startService(() => ({ status: 503 }));
    const schematic = clientOf(service, { datastream: source, maxRetries: 0, flagCache: [] });
    await expect(evaluator(schematic)).rejects.toThrow("the key was refused (401)");
    expect(status()).toBe(ProviderStatus.ERROR);
    const client = OpenFeature.getClient();
    let readies = 0;
    client.addHandler(ProviderEvents.Ready, () => void readies++);

    expect(await client.getBooleanValue("a", true)).toBe(true);
    expect(status()).toBe(ProviderStatus.ERROR);
    service.treat = () => ({ data: answer("a") });
    expect(await client.getBooleanValue("a", false)).toBe(true);
    expect(status()).toBe(ProviderStatus.READY);
    await client.getBooleanValue("a", false);
    expect(readies).toBe(1);
  });

  it("cannot begin with a closed client", async () => {
    const schematic = clientOf(await startService());
    await schematic.close();
    await expect(evaluator(schematic)).rejects.toThrow("closed");
  });

  it("refuses options that it cannot use", () => {
    const client = new Core({ offline: true });
    expect(() => openFeatureProvider(client, { targetingKeyName: 7 as never })).toThrow(ConfigError);
    expect(() => openFeatureProvider(client, { context: "user" as never })).toThrow(ConfigError);
  });
});

describe("what OpenFeature tracks", () => {
  it("is an event with the context's keys, the value as its quantity and the rest as traits", async () => {
    const service = await startService();
    const client = await evaluator(clientOf(service));
    client.track("export", { targetingKey: "u1", company: { id: "acme" } }, { value: 3, format: "csv" });
    expect(await deliveredEvent(service)).toEqual({
      event: "export",
      company: { id: "acme" },
      user: { id: "u1" },
      quantity: 3,
      traits: { format: "csv" },
    });
  });

  it("needs no details", async () => {
    const service = await startService();
    (await evaluator(clientOf(service))).track("export", { company: { id: "acme" } });
    const { event, company, quantity } = await deliveredEvent(service);
    expect({ event, company, quantity }).toEqual({ event: "export", company: { id: "acme" } });
  });

  it("is refused aloud where it cannot count", async () => {
    const schematic = clientOf(await startService());
    const client = await evaluator(schematic);
    client.track("export", { company: { id: "acme" } }, { value: 0.5 });
    client.track("export", { company: { id: 7 } });
    await OpenFeature.close();
    const lines = schematic.lines.join("\n");
    expect(lines).toContain("quantity must be a whole number");
    expect(lines).toContain("company must be a string");
  });
});

describe("the types of a provider", () => {
  it("fit OpenFeature's and every client's", () => {
    const typed = new Core<{ flags: "exports"; events: "export" }>({ offline: true });
    const provider: Provider = openFeatureProvider(typed);
    const whole = (schematic: Schematic<{ flags: "sso" }>): Provider => openFeatureProvider(schematic);
    expect([provider.runsOn, typeof whole]).toEqual(["server", "function"]);
  });
});
