import { describe, expect, it } from "@jest/globals";
import type { ApiOptions } from "../src/wire.ts";
import { createWireClient } from "../src/wire.ts";
import { cutBody, hangInBody, json, type Loopback, loopback, type Reply, reset, text } from "./core/loopback.ts";
import { rejection } from "./core/service.ts";

interface Wired extends AsyncDisposable {
  readonly server: Loopback;
  readonly wire: ReturnType<typeof createWireClient>;
}

async function wired(replies: readonly Reply[], options: Partial<ApiOptions> = {}): Promise<Wired> {
  const server = await loopback(...replies);
  const wire = createWireClient({
    apiKey: "sch_dev_x",
    baseUrl: `${server.origin}/p/`,
    sleep: async () => undefined,
    ...options,
  });
  return { server, wire, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

const company = { params: { path: { company_id: "comp_1" } } };
const ok = json(200, { data: { id: "comp_1", created_at: "2026-01-01T00:00:00Z" }, params: {} });

describe("createWireClient", () => {
  it("speaks the wire's own names and values, with the SDK's key", async () => {
    await using it = await wired([ok], { environmentId: "env_1", headers: { "X-A": "1" } });
    const { data, response } = await it.wire.GET("/companies/{company_id}", company);
    expect(data?.data.created_at).toBe("2026-01-01T00:00:00Z");
    expect(response).toMatchObject({ status: 200, url: `${it.server.origin}/p/companies/comp_1` });
    expect(it.server.seen[0]).toMatchObject({ method: "GET", url: "/p/companies/comp_1" });
    expect(it.server.seen[0]?.headers).toMatchObject({
      "x-schematic-api-key": "sch_dev_x",
      "x-schematic-environment-id": "env_1",
      "x-a": "1",
      "user-agent": expect.stringMatching(/^@schematic\/api\//),
    });
  });

  it("sends bodies, queries and a call's headers as openapi-fetch has them", async () => {
    await using it = await wired([json(201, { data: {}, params: {} })]);
    await it.wire.POST("/companies", { body: { keys: { id: "a" } }, headers: { "X-B": "2" } });
    await it.wire.GET("/companies", { params: { query: { ids: ["a", "b c"], limit: 2 } } });
    expect(it.server.seen[0]).toMatchObject({ method: "POST", body: '{"keys":{"id":"a"}}' });
    expect(it.server.seen[0]?.headers).toMatchObject({ "content-type": "application/json", "x-b": "2" });
    expect(it.server.seen[1]?.url).toBe("/p/companies?ids=a&ids=b%20c&limit=2");
  });

  it("gives failures of the service in `error`, after the retries", async () => {
    await using it = await wired([json(404, { error: "gone" }), json(503, { error: "down" })]);
    const gone = await it.wire.GET("/companies/{company_id}", company);
    expect(gone).toMatchObject({ error: { error: "gone" }, response: { status: 404 } });
    const down = await it.wire.GET("/companies/{company_id}", company);
    expect(down).toMatchObject({ error: { error: "down" }, response: { status: 503 } });
    expect(it.server.seen).toHaveLength(1 + 3);
  });

  it.each([
    ["a 503", json(503, {})],
    ["a connection that was reset", reset],
    ["an answer that was cut", cutBody],
  ])("tries again after %s", async (_, fault) => {
    await using it = await wired([fault, ok]);
    const { response } = await it.wire.POST("/companies", { body: { keys: { id: "a" } } });
    expect(response.status).toBe(200);
    expect(it.server.seen.map(({ body }) => body)).toEqual(['{"keys":{"id":"a"}}', '{"keys":{"id":"a"}}']);
  });

  it("does not repeat what adds something each time, unless a key or the call's own maxRetries makes it safe", async () => {
    const grant = { body: { company_id: "c", credit_id: "b", quantity: 1, reason: "free" } } as never;
    const event = { body: { event_type: "track", body: { event: "e" } } } as never;
    const keyed = { body: { event_type: "track", body: { event: "e" }, idempotency_key: "k" } } as never;
    await using it = await wired([json(500, {})]);
    await it.wire.POST("/billing/credits/grants/company", grant);
    expect(it.server.seen).toHaveLength(1);
    await it.wire.POST("/events", event);
    expect(it.server.seen).toHaveLength(2);
    await it.wire.POST("/events", keyed);
    expect(it.server.seen).toHaveLength(5);
    await it.wire.POST("/events", { ...(event as object), maxRetries: 1 } as never);
    expect(it.server.seen).toHaveLength(7);
    await it.wire.POST("/events", { body: { event_type: "track", idempotency_key: null } } as never);
    await it.wire.POST("/events", { body: { event_type: "track", idempotency_key: "" } } as never);
    expect(it.server.seen).toHaveLength(9);
  });

  it("keeps the rule when a middleware replaces the request", async () => {
    await using it = await wired([json(500, {})]);
    it.wire.use({ onRequest: ({ request }) => new Request(request, { headers: { "x-trace": "1" } }) });
    await it.wire.POST("/events", { body: { event_type: "track", body: { event: "e" } } } as never);
    expect(it.server.seen).toHaveLength(1);
    expect(it.server.seen[0]?.headers["x-trace"]).toBe("1");
  });

  it("bounds a call in time, body included, and takes limits for one call", async () => {
    await using it = await wired([hangInBody]);
    const late = await rejection(it.wire.GET("/companies/{company_id}", { ...company, timeoutMs: 40 }));
    expect(late).toMatchObject({ name: "TimeoutError" });
    const over = await rejection(it.wire.GET("/companies/{company_id}", { ...company, deadlineMs: 40 }));
    expect(over).toMatchObject({ name: "TimeoutError" });
  });

  it("ends with the caller's signal", async () => {
    await using it = await wired([ok]);
    const error = await rejection(
      it.wire.GET("/companies/{company_id}", { ...company, signal: AbortSignal.abort("enough") }),
    );
    expect(error).toMatchObject({ name: "AbortError" });
    expect(it.server.seen).toHaveLength(0);
  });

  it("rejects a page with status 200 as a DecodeError", async () => {
    await using it = await wired([text(200, "<html>")]);
    expect(await rejection(it.wire.GET("/companies/{company_id}", company))).toMatchObject({ name: "DecodeError" });
  });

  it("gives other kinds of body as openapi-fetch does", async () => {
    await using it = await wired([(response) => response.end(Buffer.from([0, 255]))]);
    const { data } = await it.wire.GET("/companies/{company_id}", { ...company, parseAs: "arrayBuffer" });
    expect([...new Uint8Array(data as ArrayBuffer)]).toEqual([0, 255]);
  });

  it("gives no data for 204", async () => {
    await using it = await wired([text(204, "")]);
    const { data, error, response } = await it.wire.GET("/companies/{company_id}", company);
    expect([data, error, response.status]).toEqual([undefined, undefined, 204]);
  });

  it.each([".", "..", ""])("refuses the path parameter %p, which would reach another path (F-N29)", async (value) => {
    await using it = await wired([ok]);
    const error = await rejection(it.wire.GET("/companies/{company_id}", { params: { path: { company_id: value } } }));
    expect(error).toMatchObject({ name: "ApiError", attempts: 0 });
    expect(it.server.seen).toHaveLength(0);
  });

  it("keeps odd characters of a path parameter inside it", async () => {
    await using it = await wired([ok]);
    await it.wire.GET("/companies/{company_id}", { params: { path: { company_id: "a/../b?c#d %2e" } } });
    expect(it.server.seen[0]?.url).toBe("/p/companies/a%2F..%2Fb%3Fc%23d%20%252e");
  });

  it("refuses a redirect to another origin", async () => {
    await using it = await wired([text(307, "", { location: "http://localhost:1/" })]);
    expect(await rejection(it.wire.GET("/companies/{company_id}", company))).toMatchObject({
      name: "ApiError",
      statusCode: 307,
    });
  });

  it("throws ConfigError for options that cannot be used, and takes blank ones for unset", () => {
    expect(() => createWireClient({ apiKey: "" })).toThrow("apiKey is missing");
    expect(() => createWireClient({ apiKey: "k", baseUrl: " " })).not.toThrow();
  });
});
