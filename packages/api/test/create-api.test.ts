import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { type Api, ApiError, createApi, createApiOver, DecodeError, NotFoundError } from "@schematic/api";
import { createTransport } from "@schematic/api/core";
import { startService } from "./support/recording-service.ts";

let service: Awaited<ReturnType<typeof startService>>;
let api: Api;

const ok = (data: unknown = {}, params: unknown = {}) => ({ json: { data, params } });
const company = { id: "comp_1", name: "Acme", created_at: "2026-01-02T03:04:05Z" };

beforeAll(async () => {
  service = await startService();
  api = createApi({ apiKey: "sch_test", baseUrl: `${service.url}/`, maxRetries: 0 });
});
beforeEach(() => {
  service.requests.length = 0;
  service.answer(() => ok());
});
afterAll(() => service.close());

describe("arguments", () => {
  it("takes path parameters in path order, then the request, then options", async () => {
    await api.catalogs.addPlan("cat_1", "plan_1", { headers: { "x-note": "1" } });
    expect(service.last()).toMatchObject({ method: "POST", path: "/catalogs/cat_1/plans/plan_1", body: "" });
    expect(service.last().headers["x-note"]).toBe("1");
  });

  it.each([
    ["a/b", "a%2Fb"],
    ["a b", "a%20b"],
    ["é☕", "%C3%A9%E2%98%95"],
    ["?x#y", "%3Fx%23y"],
    ["%2e%2e", "%252e%252e"],
    ["..a", "..a"],
  ])("encodes the path parameter %j", async (given, path) => {
    await api.companies.getCompany(given);
    expect(service.last().path).toBe(`/companies/${path}`);
  });

  it.each([".", "..", "", undefined, null, {}, "\ud800"])(
    "refuses the path parameter %j, which would reach another path, and sends nothing",
    async (given) => {
      const call = api.features.checkFlag(given as string, {});
      await expect(call).rejects.toThrow(ApiError);
      expect(service.requests).toEqual([]);
    },
  );

  it("repeats the name of a list in a query and takes one value for a list", async () => {
    await api.companies.listCompanies({ ids: ["a", "b&c"], planIds: "p", withoutPlan: false, q: undefined, limit: 5 });
    expect(service.last().query.map(String)).toEqual([
      "ids,a",
      "ids,b&c",
      "plan_ids,p",
      "without_plan,false",
      "limit,5",
    ]);
  });

  it("leaves out empty lists", async () => {
    await api.companies.listCompanies({ ids: [] });
    expect(service.last().query).toEqual([]);
  });

  it("sends keys in a query as JSON, with people's own names", async () => {
    await api.companies.lookupCompany({ keys: { org_id: "a=b&c", OrgId: "☕" } });
    expect(service.last().query).toEqual([["keys", '{"org_id":"a=b&c","OrgId":"☕"}']]);
  });

  it("sends dates in a query with milliseconds in UTC", async () => {
    const startTime = new Date("2026-01-02T03:04:05Z");
    await api.insights.getPlanGrowth({ months: 1 } as never, { query: { start_time: startTime } });
    expect(service.last().query).toContainEqual(["start_time", "2026-01-02T03:04:05.000Z"]);
  });

  it("sends {} for a body whose members are all optional", async () => {
    await api.features.checkFlag("flag");
    expect(service.last().body).toBe("{}");
  });

  it("fills in members with one possible value, and leaves a given one", async () => {
    await api.accesstokens.issueTemporaryAccessToken({ lookup: { id: "acme" } });
    expect(JSON.parse(service.last().body)).toEqual({ lookup: { id: "acme" }, resource_type: "company" });
    const flag = { key: "k", name: "n", description: "", defaultValue: false };
    await api.features.createFlag(flag);
    expect(JSON.parse(service.last().body)).toMatchObject({ flag_type: "boolean", default_value: false });
    await api.features.createFlag({ ...flag, flagType: "number" as "boolean" });
    expect(JSON.parse(service.last().body)).toMatchObject({ flag_type: "number" });
  });

  it("never renames inside keys and traits, and sends their dates as ISO strings", async () => {
    const traits = { snake_case: 1, camelCase: { deepKey: new Date(0), deep_key: null } };
    await api.companies.upsertCompany({ keys: { orgId: "1", org_id: "2" }, traits, lastSeenAt: new Date(0) });
    expect(JSON.parse(service.last().body)).toEqual({
      keys: { orgId: "1", org_id: "2" },
      traits: { snake_case: 1, camelCase: { deepKey: "1970-01-01T00:00:00.000Z", deep_key: null } },
      last_seen_at: "1970-01-01T00:00:00.000Z",
    });
  });

  it("passes null on, leaves undefined out, and keeps members it does not know", async () => {
    const request = { keys: { id: "1" }, name: null as never, id: undefined, brandNew: { innerName: 1 }, wire_name: 2 };
    await api.companies.upsertCompany(request);
    const body = { keys: { id: "1" }, name: null, brandNew: { innerName: 1 }, wire_name: 2 };
    expect(JSON.parse(service.last().body)).toEqual(body);
  });

  it("encodes an identify event as identify though it has a member called event (F-N35)", async () => {
    const body = { keys: { user_id: "1" }, event: "x", company: { keys: { id: "1" } } };
    await api.events.createEvent({ eventType: "identify", body, sentAt: new Date(0) });
    expect(JSON.parse(service.last().body)).toEqual({
      event_type: "identify",
      body,
      sent_at: "1970-01-01T00:00:00.000Z",
    });
    await api.events.createEvent({
      eventType: "flag_check",
      body: { flagKey: "f", value: true, reason: "", reqCompany: { a_b: "1" } },
    });
    expect(JSON.parse(service.last().body).body).toEqual({
      flag_key: "f",
      value: true,
      reason: "",
      req_company: { a_b: "1" },
    });
  });

  it("keeps the one camelCase name that the wire has", async () => {
    const planGroup = { addOnIds: [], orderedBundleList: [{ bundleId: "b" }], orderedPlanList: [] };
    await api.plangroups.updatePlanGroup("group", planGroup as never);
    expect(JSON.parse(service.last().body).ordered_bundle_list).toEqual([{ bundleId: "b" }]);
  });

  it.each([
    [{ sentAt: new Date(Number.NaN) }, "sentAt"],
    [{ body: { event: "e", quantity: Number.NaN } }, "quantity"],
    [{ body: { event: "e", traits: { deep: [{ score: Number.POSITIVE_INFINITY }] } } }, "score"],
    [{ body: { event: "e", newMember: { at: new Date("soon") } } }, "at is Invalid Date"],
  ])("refuses what JSON would turn into null, however deep (F-N35): %j", async (more, name) => {
    const call = api.events.createEvent({ eventType: "track", ...more } as never);
    await expect(call).rejects.toThrow(name);
    await expect(call).rejects.toThrow(ApiError);
    expect(service.requests).toEqual([]);
  });

  it("refuses in a query what is no number and no date", async () => {
    await expect(api.companies.listCompanies({ limit: Number.NaN })).rejects.toThrow("limit is NaN");
    await expect(api.accounts.listAuditLogs({ startTime: new Date(Number.NaN) })).rejects.toThrow(
      "startTime is Invalid",
    );
    expect(service.requests).toEqual([]);
  });

  it("rejects, and does not throw, for a body that JSON cannot hold", async () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const call = api.companies.upsertCompany({ keys: {}, traits: circular });
    await expect(call).rejects.toThrow(ApiError);
  });

  it("adds query parameters and body members from the options", async () => {
    await api.companies.upsertCompany(
      { keys: { id: "1" } },
      { query: { "a b": ["1", "2"] }, body: { extra_member: 1 } },
    );
    expect(service.last().query.map(String)).toEqual(["a b,1", "a b,2"]);
    expect(JSON.parse(service.last().body)).toEqual({ keys: { id: "1" }, extra_member: 1 });
  });
});

describe("answers", () => {
  it("are camelCase with dates, and free-form maps as they came", async () => {
    const traits = { some_trait: { deep_key: null }, at: "2026-01-02T03:04:05Z" };
    service.answer(() => ok({ ...company, traits, billing_credit_balances: { credit_a: 1 }, last_seen_at: null }));
    const { data } = await api.companies.getCompany("comp_1");
    expect(data.createdAt).toEqual(new Date("2026-01-02T03:04:05Z"));
    expect(data.traits).toEqual(traits);
    expect(data.billingCreditBalances).toEqual({ credit_a: 1 });
    expect("lastSeenAt" in data).toBe(false);
  });

  it("keep members that the API does not know by name and value", async () => {
    service.answer(() => ok({ ...company, brand_new: { inner_name: null }, newer: null, createdAt: "not the date" }));
    const { data } = await api.companies.getCompany("comp_1");
    expect(data).toMatchObject({
      brand_new: { inner_name: null },
      createdAt: new Date(company.created_at),
    });
  });

  it("have members that every entity could have only where the schema has them, and pass the others as they are", async () => {
    const undeclared = { account_id: "acct_1", at: { created_at: company.created_at } };
    service.answer(() => ok({ ...company, ...undeclared }));
    expect((await api.companies.getCompany("comp_1")).data).toMatchObject(undeclared);
    service.answer(() => ok({ count: 1, created_at: company.created_at, updated_at: 5, environment_id: "env_1" }));
    const { data } = await api.companies.countCompanies();
    expect(data).toEqual({ count: 1, created_at: company.created_at, updated_at: 5, environment_id: "env_1" });
    await api.companies.upsertCompany({ keys: { id: "1" }, ...{ accountId: "acct_1", createdAt: "soon" } });
    expect(JSON.parse(service.last().body)).toEqual({ keys: { id: "1" }, accountId: "acct_1", createdAt: "soon" });
  });

  it("pass unknown enum members and unexpected kinds of values, and never throw for them", async () => {
    service.answer(() =>
      ok({
        ...company,
        created_at: 5,
        updated_at: "soon",
        keys: "none",
        plan: [],
        metrics: { 0: null },
        rules: [null, 1],
      }),
    );
    const { data } = await api.companies.getCompany("comp_1");
    expect(data).toMatchObject({
      createdAt: 5,
      updatedAt: "soon",
      keys: "none",
      plan: [],
      metrics: {},
      rules: [null, 1],
    });
  });

  it("cannot reach a prototype by a member's name", async () => {
    const text = `{"data":{"id":"1","__proto__":{"polluted":1},"constructor":{"a":1}},"params":{"__proto__":{"polluted":1}}}`;
    service.answer(() => ({ text }));
    const { data, params } = await api.companies.getCompany("1");
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
    expect(Object.keys(data)).toEqual(["id", "__proto__", "constructor"]);
    expect(Object.getPrototypeOf(params)).toBe(Object.prototype);
    expect("polluted" in {}).toBe(false);
  });

  it("choose the variant of a union by its discriminator, and leave an unknown one as far as it is known", async () => {
    const metadata = { export_type: "company-feature-usage", feature_ids: ["f"] };
    service.answer(() => ok({ id: "1", metadata }));
    const known = await api.dataexports.createDataExport({
      exportType: "company-feature-usage",
      outputFileType: "csv",
      metadata: { exportType: "company-feature-usage" },
    } as never);
    expect(known.data.metadata).toEqual({ exportType: "company-feature-usage", featureIds: ["f"] });
    service.answer(() => ok({ id: "1", metadata: { export_type: "new-kind", feature_ids: ["f"] } }));
    const unknown = await api.dataexports.createDataExport({} as never);
    expect(unknown.data.metadata).toEqual({ exportType: "new-kind", featureIds: ["f"] });
  });

  it("decode params as far as their shape is declared, and leave open ones", async () => {
    const params = { plan_ids: ["p"], limit: 5, unknown_one: 1, keys: null };
    service.answer(() => ok([], params));
    expect((await api.companies.listCompanies({})).params).toEqual({
      planIds: ["p"],
      limit: 5,
      unknown_one: 1,
    });
    expect((await api.companies.getCompany("1")).params).toEqual(params);
    service.answer(() => ok({}, { keys: { org_id: "1" } }));
    expect((await api.companies.lookupCompany({ keys: {} })).params).toEqual({ keys: { org_id: "1" } });
  });

  it("are wrapped twice by the bulk check", async () => {
    service.answer(() => ok({ data: [{ flags: [{ flag: "a", value: true, reason: "r", flag_id: "f" }] }] }));
    const { data } = await api.features.checkFlagsBulk({ contexts: [] });
    expect(data.data[0]?.flags[0]?.flagId).toBe("f");
  });

  it("are undefined for 204", async () => {
    service.answer(() => ({ status: 204 }));
    expect(await api.catalogs.addPlan("c", "p")).toBeUndefined();
    expect(await api.companies.getCompany("1")).toBeUndefined();
  });

  it("are a Response for bytes", async () => {
    service.answer(() => ({ text: "a,b\n1,2\n", type: "text/csv" }));
    const file = await api.dataexports.getDataExportArtifact("export_1");
    expect(file.headers.get("content-type")).toBe("text/csv");
    expect(await file.text()).toBe("a,b\n1,2\n");
  });

  it("come with the response on demand", async () => {
    service.answer(() => ok(company));
    const { data, response } = await api.companies.getCompany("comp_1").withResponse();
    expect(data.id).toBe("comp_1");
    expect(response).toMatchObject({ status: 200, attempts: 1, url: `${service.url}/companies/comp_1` });
    expect(response.headers.get("content-type")).toBe("application/json");
  });

  it.each(["<html>captive portal</html>", '{"data": {"id"', "", "[]", "null", '"text"'])(
    "with status 200 and the body %j reject",
    async (text) => {
      service.answer(() => ({ text }));
      await expect(api.companies.getCompany("1")).rejects.toThrow(DecodeError);
    },
  );

  it("reject once, with nothing left unhandled, whichever promise is awaited", async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", note);
    service.answer(() => ({ status: 404, json: { error: "no such company" } }));
    await expect(api.companies.getCompany("1").withResponse()).rejects.toThrow(NotFoundError);
    await expect(api.companies.getCompany("1")).rejects.toThrow(NotFoundError);
    await expect(api.features.checkFlag("..").withResponse()).rejects.toThrow(ApiError);
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
  });
});

describe("operations that add something each time", () => {
  const failing = () => {
    service.answer(() => ({ status: 503, json: { error: "busy" } }));
    return createApiOver(createTransport({ apiKey: "k", baseUrl: service.url, sleep: async () => {} }));
  };

  it("are not repeated when the outcome is unknown, unlike the others", async () => {
    const retrying = failing();
    const grant = { companyId: "c", creditId: "d", quantity: 1, reason: "free" as const };
    await expect(retrying.credits.grantBillingCreditsToCompany(grant)).rejects.toThrow(ApiError);
    expect(service.requests.length).toBe(1);
    await expect(retrying.companies.upsertCompany({ keys: { id: "1" } })).rejects.toThrow(ApiError);
    expect(service.requests.length).toBe(1 + 3);
  });

  it("are repeated when an idempotency key makes that safe, or the call asks for it", async () => {
    const retrying = failing();
    await expect(retrying.credits.extendCreditLease("l", { additionalAmount: 1, idempotencyKey: "k" })).rejects.toThrow(
      ApiError,
    );
    expect(service.requests.length).toBe(3);
    await expect(retrying.credits.extendCreditLease("l", { additionalAmount: 1 }, { maxRetries: 1 })).rejects.toThrow(
      ApiError,
    );
    expect(service.requests.length).toBe(3 + 2);
  });
});

describe("the client", () => {
  it("sends nothing until it is called, and makes a resource once", () => {
    expect(api.companies).toBe(api.companies);
    expect(Object.keys(api)).toHaveLength(23);
    expect(service.requests).toEqual([]);
  });

  it("has the official client's names for the three that differ", async () => {
    await api.checkout.internal({} as never);
    expect(service.last().path).toBe("/checkout-internal");
    await api.billing.deletePaymentMethodByExternalId("pm_1", { billingId: "b" } as never);
    expect(service.last()).toMatchObject({ method: "DELETE", path: "/billing/payment-methods/pm_1" });
    expect(await api.getCreditLedger()).toBeUndefined();
    expect(service.last()).toMatchObject({ method: "GET", path: "/billing/credits/ledger" });
  });
});
