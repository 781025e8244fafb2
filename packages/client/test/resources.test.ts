import { afterEach, describe, expect, it } from "@jest/globals";
import { ApiError, ForbiddenError } from "@schematic/api/core";
import { answering, closeServices, startService } from "./support/service.ts";
import { clientOf, closeClients } from "./support/subject.ts";

afterEach(closeClients);
afterEach(closeServices);

describe("resources of the API", () => {
  it("are all there, and not in the way of the client's own methods", async () => {
    const client = clientOf(await startService());
    for (const name of ["companies", "features", "plans", "billing", "credits", "webhooks", "events", "accesstokens"])
      expect(typeof Reflect.get(client, name)).toBe("object");
    for (const name of ["checkFlag", "track", "identify", "flush", "close", "ready", "fetch"])
      expect(typeof Reflect.get(client, name)).toBe("function");
  });

  it("are called with the client's key, address and retries, and answer typed data", async () => {
    const service = await startService(({ index }) =>
      index === 0
        ? { status: 503, headers: { "retry-after": "0.01" }, text: "{}" }
        : { data: { id: "comp_1", created_at: "2026-01-01T00:00:00Z" } },
    );
    const { data } = await clientOf(service, { maxRetries: 1 }).companies.getCompany("comp_1");
    expect(data.createdAt).toEqual(new Date("2026-01-01T00:00:00Z"));
    expect(service.arrivals.map(({ url }) => url)).toEqual(["/companies/comp_1", "/companies/comp_1"]);
  });

  it("reject with the errors of the API, of one class wherever it is imported from", async () => {
    const client = clientOf(await startService(() => ({ status: 403, text: '{"error":"read-only key"}' })));
    const error: unknown = await client.companies.getCompany("comp_1").catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(ForbiddenError);
    expect(ApiError.is(error)).toBe(true);
    expect(error).toMatchObject({ statusCode: 403, body: { error: "read-only key" }, attempts: 1 });
  });

  it("reject with an error of the API's, of a class of its own, when time is over or the answer is none (F-N1, F-N4, F-P6)", async () => {
    const client = clientOf(await startService(({ url }) => (url.includes("slow") ? "hang" : { text: "<html>" })));
    for (const [name, calling] of [
      ["TimeoutError", () => client.companies.getCompany("slow", { timeoutMs: 20 })],
      ["DecodeError", () => client.companies.getCompany("comp_1")],
    ] as const) {
      const error: unknown = await calling().catch((cause: unknown) => cause);
      expect(ApiError.is(error)).toBe(true);
      expect(error).toMatchObject({ name, attempts: 1 });
    }
  });

  it("do not repeat what adds something each time (F-N18)", async () => {
    const service = await startService(() => ({ status: 500, text: "{}" }));
    const grant = { companyId: "comp_1", creditId: "cred_1", quantity: 5, reason: "free" } as const;
    await expect(clientOf(service).credits.grantBillingCreditsToCompany(grant)).rejects.toMatchObject({
      statusCode: 500,
    });
    expect(service.arrivals).toHaveLength(1);
  });

  it("page through lists", async () => {
    const service = await startService(({ url }) => {
      const offset = Number(new URL(url, "http://x").searchParams.get("offset") ?? 0);
      const data = Array.from({ length: offset < 4 ? 2 : 0 }, (_, i) => ({ id: `comp_${offset + i}` }));
      return { data };
    });
    const ids: string[] = [];
    for await (const { id } of clientOf(service).companies.listCompanies.iterate({ limit: 2 })) ids.push(id);
    expect(ids).toEqual(["comp_0", "comp_1", "comp_2", "comp_3"]);
  });
});

describe("fetch", () => {
  it("asks for a path with the client's key, headers and environment (F-N12, F-N13)", async () => {
    const service = await startService(() => ({ text: '{"ok":true}' }));
    const client = clientOf(service, { environmentId: "env_1", headers: { "x-custom": "1" } });
    const response = await client.fetch("/companies?limit=1", { method: "POST", body: JSON.stringify({ a: 1 }) });
    expect(await response.json()).toEqual({ ok: true });
    expect(service.arrivals[0]).toMatchObject({ method: "POST", url: "/companies?limit=1", body: { a: 1 } });
    expect(service.arrivals[0]?.headers).toMatchObject({
      ...{ "x-schematic-api-key": "sch_dev_key", "x-schematic-environment-id": "env_1", "x-custom": "1" },
      "content-type": expect.stringContaining("application/json"),
    });
  });

  it("takes a URL beneath the base URL, and sends the key nowhere else (F-N27)", async () => {
    const service = await startService();
    const other = await startService();
    const client = clientOf(service);
    expect((await client.fetch(new URL(`${service.url}/flags/a/check`))).status).toBe(200);
    for (const url of [
      other.url,
      `${other.url}/x`,
      "//host/x",
      "https://host",
      `${service.url}.evil.test/x`,
      "relative",
    ])
      await expect(client.fetch(url)).rejects.toMatchObject({ name: "ConfigError" });
    service.treat = () => ({ status: 307, headers: { location: `${other.url}/stolen` }, text: "" });
    await expect(client.fetch("/companies")).rejects.toMatchObject({ name: "ApiError" });
    await client.checkFlag("b");
    expect(other.arrivals).toEqual([]);
  });

  it("rejects where the answer is no success, and repeats reads only", async () => {
    const service = await startService(() => ({ status: 500, headers: { "retry-after": "0.01" }, text: "{}" }));
    const client = clientOf(service, { maxRetries: 1 });
    await expect(client.fetch("/companies", { method: "POST", body: "{}" })).rejects.toMatchObject({ statusCode: 500 });
    expect(service.arrivals).toHaveLength(1);
    await expect(client.fetch("/companies")).rejects.toMatchObject({ statusCode: 500 });
    expect(service.arrivals).toHaveLength(3);
  });

  it("hears a signal", async () => {
    const service = await startService(() => "hang");
    const client = clientOf(service);
    const controller = new AbortController();
    const asking = client.fetch("/companies", { signal: controller.signal });
    const refused = expect(asking).rejects.toMatchObject({ name: "AbortError" });
    await service.arrived(1);
    controller.abort();
    await refused;
    service.treat = answering;
  });

  it("answers without a body where there is none", async () => {
    const service = await startService(() => ({ status: 204, headers: {}, text: "" }));
    const response = await clientOf(service).fetch("/companies/comp_1", { method: "DELETE" });
    expect([response.status, await response.text()]).toEqual([204, ""]);
  });
});
