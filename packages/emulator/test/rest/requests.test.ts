import { describe, expect, it } from "@jest/globals";
import { Router } from "../../src/rest/router.ts";
import { call, start } from "../support/start.ts";

describe("requests", () => {
  it.each([
    ["JSON", `keys=${encodeURIComponent('{"slug":"Acme:EU"}')}`],
    ["brackets", "keys[slug]=acme:eu"],
    ["encoded brackets", "keys%5Bslug%5D=acme%3Aeu"],
    ["bare pairs", "slug=acme:eu"],
  ])("may spell a map of keys as %s", async (_name, query) => {
    const emulator = await start();
    const { body } = await call(emulator, `GET /companies/lookup?${query}`);
    expect(body.data.id).toBe("comp_acme");
    expect(body.params.keys).toBeDefined();
  });

  it.each([
    ["GET /companies/lookup", undefined, "query must have required property 'keys'"],
    ["GET /companies/lookup?keys=x", undefined, "keys must be a JSON object"],
    ["GET /companies?limit=251", undefined, "query.limit must be <= 250"],
    ["GET /companies?limit=many", undefined, "query.limit must be integer"],
    ["GET /companies?with_subscription=maybe", undefined, "query.with_subscription must be boolean"],
    ["GET /flags?limit=-1", undefined, "query.limit must be >= 0"],
    ["GET /companies?offset=-1", undefined, "query.offset must be >= 0"],
    ["GET //companies", undefined, "no such operation: GET //companies"],
    [
      "POST /events",
      { event_type: "track", body: { event: "x", company: { id: "acme" }, quantity: 1.5 } },
      "body.body.quantity must be integer",
    ],
    ["POST /companies", {}, "body must have required property 'keys'"],
    ["POST /companies", { keys: { id: 5 } }, "body.keys.id must be string"],
    [
      "POST /features",
      { name: "x", description: "", feature_type: "odd" },
      "body.feature_type must be equal to one of",
    ],
    ["POST /flags/check-bulk", { contexts: "none" }, "body.contexts must be array"],
    ["POST /company-plans/comp_acme", {}, "no such operation"],
  ] as const)("%s with %j is refused", async (route, body, message) => {
    const emulator = await start();
    const answer = await call(emulator, route, body ? { body } : {});
    expect(answer.body.error).toContain(message);
    expect(answer.status).toBe(message.startsWith("no such") ? 404 : 400);
  });

  it("that are nested beyond measure are refused", async () => {
    const emulator = await start();
    const nested = (levels: number): string => `${"[".repeat(levels)}${"]".repeat(levels)}`;
    const status = async (path: string, body: string): Promise<number> => {
      const headers = { "x-schematic-api-key": emulator.apiKey };
      return (await fetch(emulator.url + path, { method: "POST", headers, body })).status;
    };
    const company = (levels: number): string => `{"keys":{"id":"deep"},"traits":{"x":${nested(levels)}}}`;
    const event = (levels: number): string =>
      `{"events":[{"api_key":"${emulator.apiKey}","type":"track","body":{"event":"x","traits":{"x":${nested(levels)}}}}]}`;
    expect([await status("/companies", company(100)), await status("/batch", event(100))]).toEqual([200, 200]);
    expect([await status("/companies", company(50_000)), await status("/batch", event(50_000))]).toEqual([400, 400]);
  });

  it("that are no JSON, or name nothing, are refused", async () => {
    const emulator = await start();
    const headers = { "x-schematic-api-key": emulator.apiKey };
    const broken = await fetch(`${emulator.url}/companies`, { method: "POST", headers, body: "{" });
    expect([broken.status, await broken.json()]).toEqual([400, { error: "the body is not valid JSON" }]);
    for (const path of [
      "/companies/comp_none",
      "/users/x",
      "/flags/x",
      "/features/x",
      "/plans/x",
      "/webhooks/x",
      "/events/x",
      "/nowhere",
    ])
      expect([path, (await call(emulator, `GET ${path}`)).status]).toEqual([path, 404]);
  });

  it("of the official client's that no description has are named as not emulated", async () => {
    const emulator = await start();
    const answer = await call(emulator, "GET /billing/credits/ledger");
    expect([answer.status, answer.body.error]).toEqual([501, "the emulator does not implement getCreditLedger"]);
  });

  it("are paged by record, newest first, and say what was understood", async () => {
    const emulator = await start();
    for (const id of ["a", "b", "c"]) await call(emulator, "POST /companies", { body: { keys: { id } } });
    const { body } = await call(emulator, "GET /companies?limit=2&offset=1");
    expect(body.data.map((row: { name: string }) => row.name)).toEqual(["b", "a"]);
    expect(body.params).toEqual({ limit: 2, offset: 1 });
    expect((await call(emulator, "GET /companies?ids=comp_acme&ids=comp_small")).body.data).toHaveLength(2);
  });

  it("find static paths before parameters, and decode parameters", () => {
    const router = new Router<string>();
    for (const path of ["/flags/{key}/check", "/flags/check", "/flags/{id}", "/flags/count", "/flags/{id}/rules"])
      router.add("GET", path, path);
    expect(router.find("GET", "/flags/check")?.target).toBe("/flags/check");
    expect(router.find("GET", "/flags/count/rules")?.target).toBe("/flags/{id}/rules");
    expect(router.find("GET", "/flags/my%20flag%2F1/check")).toEqual({
      target: "/flags/{key}/check",
      params: { key: "my flag/1" },
    });
    expect(router.find("GET", "/flags//check")).toBeUndefined();
    expect(router.find("GET", "/flags/%E0%A4%A/check")).toBeUndefined();
    expect(router.find("POST", "/flags/check")).toBeUndefined();
  });
});

describe("keys of companies", () => {
  const upsert = async (body: object) => {
    const emulator = await start();
    return { emulator, answer: await call(emulator, "POST /companies", { body }) };
  };

  it("may be several; a new one is added with a known one", async () => {
    const { emulator, answer } = await upsert({ keys: { id: "acme", crm: "1" } });
    expect(answer.body.data.id).toBe("comp_acme");
    expect((await call(emulator, "GET /companies/lookup?crm=1")).body.data.id).toBe("comp_acme");
  });

  it("must not belong to two companies", async () => {
    const { answer } = await upsert({ keys: { id: "acme", other: "x" } });
    expect(answer.status).toBe(200);
    const { answer: conflict, emulator } = await upsert({ keys: { id: "small", slug: "acme:eu" } });
    expect(conflict).toMatchObject({ status: 400, body: { error: "keys match more than one company" } });
    expect(emulator.state.rows("companies").map((row) => row.keys.slug)).toEqual(["Acme:EU", undefined]);
  });

  it("can be given another value, unless that is forbidden", async () => {
    const moved = { keys: { id: "acme", slug: "new" } };
    expect((await upsert(moved)).answer.status).toBe(200);
    expect((await upsert({ ...moved, prevent_key_remap: true })).answer.status).toBe(400);
  });

  it("can be removed, but not the last one", async () => {
    expect((await upsert({ keys: { id: "acme" }, remove_keys: ["slug"] })).answer.body.data.keys).toHaveLength(1);
    expect((await upsert({ keys: { id: "small" }, remove_keys: ["id"] })).answer.status).toBe(400);
  });

  it("that nobody has make a company, unless only an update was asked for", async () => {
    expect((await upsert({ keys: { id: "new" } })).answer.status).toBe(200);
    expect((await upsert({ keys: { id: "new" }, update_only: true })).answer.status).toBe(404);
    expect((await call(await start(), "POST /companies/create", { body: { keys: { id: "acme" } } })).status).toBe(400);
  });

  it("merge traits, nested ones as definitions of their own, and drop those set to null", async () => {
    const { emulator, answer } = await upsert({
      keys: { id: "acme" },
      traits: { city: null, address: { zip: "1" }, seats_used: 9 },
    });
    expect(answer.body.data.traits).toEqual({ seats_used: 9, seats_bought: 3, address: { zip: "1" } });
    const names = (await call(emulator, "GET /entity-trait-definitions?entity_type=company")).body.data.map(
      (row: { hierarchy: string[] }) => row.hierarchy,
    );
    expect(names).toContainEqual(["address", "zip"]);
  });

  it("add to a trait, whole numbers only", async () => {
    const emulator = await start();
    const trait = (body: object) =>
      call(emulator, "POST /company-traits", { body: { keys: { id: "acme" }, trait: "seats_used", ...body } });
    expect((await trait({ incr: 4 })).body.data.traits.seats_used).toBe(6);
    expect((await trait({ set: "12" })).body.data.traits.seats_used).toBe("12");
    expect((await trait({})).status).toBe(400);
  });
});
