import { describe, expect, it } from "@jest/globals";
import { createTransport } from "../../src/core/index.ts";
import { json, loopback, text } from "./loopback.ts";
import { get, post, rejection, service } from "./service.ts";

describe("createTransport", () => {
  it("sends method, path beneath the prefix, body and key, and gives back the text", async () => {
    await using server = await loopback(json(201, { data: 1 }, { "x-request-id": "r1" }));
    const transport = createTransport({ apiKey: " sch_dev_x\n", baseUrl: `${server.origin}/prefix//` });
    const answer = await transport.request({ method: "POST", path: "/flags?x=1", body: '{"a":1}' });
    expect(answer).toMatchObject({ status: 201, body: '{"data":1}', attempts: 1 });
    expect(answer.url).toBe(`${server.origin}/prefix/flags?x=1`);
    expect(answer.headers.get("x-request-id")).toBe("r1");
    const [seen] = server.seen;
    expect(seen).toMatchObject({ method: "POST", url: "/prefix/flags?x=1", body: '{"a":1}' });
    expect(seen?.headers).toMatchObject({ "x-schematic-api-key": "sch_dev_x", "content-type": "application/json" });
  });

  it("gives bytes where they are asked for, unharmed", async () => {
    const bytes = Buffer.from([0, 255, 254, 10]);
    await using it = await service([(response) => response.end(bytes)]);
    const { body } = await it.transport.request({ ...get, read: "bytes" });
    expect(Buffer.from(body as ArrayBuffer).equals(bytes)).toBe(true);
  });

  it("resolves to an empty text for 204", async () => {
    await using it = await service([text(204, "")]);
    expect(await it.transport.request(get)).toMatchObject({ status: 204, body: "" });
  });

  it.each([
    [400, "BadRequestError"],
    [401, "UnauthorizedError"],
    [402, "PaymentRequiredError"],
    [403, "ForbiddenError"],
    [404, "NotFoundError"],
    [409, "ConflictError"],
    [418, "ApiError"],
    [422, "UnprocessableEntityError"],
    [429, "RateLimitError"],
    [500, "ServerError"],
    [503, "ServerError"],
  ])("rejects %i as %s with what is known of the answer", async (status, name) => {
    await using it = await service([json(status, { error: "because" }, { "x-request-id": "req_7" })], {
      maxRetries: 0,
    });
    const error = await rejection(it.transport.request({ method: "GET", path: "/companies/c1?q=secret" }));
    expect(error).toMatchObject({
      name,
      statusCode: status,
      body: { error: "because" },
      requestId: "req_7",
      attempts: 1,
      message: `GET /companies/c1 answered ${status}: because`,
    });
    expect(error).toMatchObject({ headers: expect.objectContaining({ get: expect.any(Function) }) });
  });

  it("keeps the text of a failure that is not JSON", async () => {
    await using it = await service([text(403, "<h1>Forbidden</h1>")]);
    expect(await rejection(it.transport.request(get))).toMatchObject({
      name: "ForbiddenError",
      body: "<h1>Forbidden</h1>",
    });
  });

  it("counts no status outside 200 to 299 as a success: 304, and a redirect that says not where", async () => {
    await using it = await service([text(304, ""), text(302, ""), text(300, "")]);
    expect(await rejection(it.transport.request(get))).toMatchObject({ name: "ApiError", statusCode: 304 });
    expect(await rejection(it.transport.request(get))).toMatchObject({ name: "ApiError", statusCode: 302 });
    expect(await rejection(it.transport.request(get))).toMatchObject({ name: "ApiError", statusCode: 300 });
  });

  it("never puts the key into an error", async () => {
    await using it = await service([json(401, { error: "no" })]);
    const error = await rejection(it.transport.request(post));
    expect(`${error}${JSON.stringify(error)}${(error as Error).stack}`).not.toContain("sch_dev_secret");
  });

  it("asks the platform's fetch at each call, so that one put in place later is used", async () => {
    const transport = createTransport({ apiKey: "k", baseUrl: "http://127.0.0.1:9" });
    const platform = globalThis.fetch;
    globalThis.fetch = async () => new Response("later");
    try {
      expect(await transport.request(get)).toMatchObject({ body: "later" });
    } finally {
      globalThis.fetch = platform;
    }
  });

  it.each([
    ["baseUrl", { baseUrl: "nonsense" }],
    ["apiKey", { apiKey: " " }],
    ["apiKey", { apiKey: "a\nb" }],
    ["headers", { headers: { "x-a": "line\nbreak" } }],
    ["headers", { headers: { "a b": "c" } }],
    ["timeoutMs", { timeoutMs: 0 }],
    ["timeoutMs", { timeoutMs: Number.NaN }],
    ["maxRetries", { maxRetries: -1 }],
    ["maxRetries", { maxRetries: 1.5 }],
  ])("throws ConfigError at construction for a bad %s, without its value", (name, bad) => {
    const make = () => createTransport({ apiKey: "sch_dev_secret", baseUrl: "http://127.0.0.1:9", ...bad });
    expect(make).toThrow(expect.objectContaining({ name: "ConfigError", message: expect.stringContaining(name) }));
    expect(make).not.toThrow(/line|secret/);
  });

  it("rejects what a call cannot mean, and sends nothing", async () => {
    await using it = await service([json(200, {})]);
    const bad = [
      { timeoutMs: -1 },
      { maxRetries: 0.5 },
      { deadlineMs: 0 },
      { headers: { "x-a": "\u0000" } },
      { path: "@evil.test/" },
      { signal: {} as AbortSignal },
    ];
    for (const options of bad) {
      const cause = { name: "ConfigError" };
      expect(await rejection(it.transport.request({ ...get, ...options }))).toMatchObject({ name: "ApiError", cause });
    }
    expect(it.server.seen).toHaveLength(0);
  });
});
