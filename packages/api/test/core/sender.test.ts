// What is tried again, how often, and after which wait. Waits are recorded, not waited.
import { describe, expect, it } from "@jest/globals";
import { sleep } from "../../src/core/index.ts";
import { cutBody, hang, json, reset, text } from "./loopback.ts";
import { get, post, rejection, service } from "./service.ts";

const ok = json(200, { data: 1 });
const down = json(503, { error: "down" });

describe("retries after a status", () => {
  it("answers with the 200 that follows a 503", async () => {
    await using it = await service([down, ok]);
    expect(await it.transport.request(post)).toMatchObject({ status: 200, attempts: 2 });
    expect(it.server.seen.map(({ body }) => body)).toEqual(["{}", "{}"]);
  });

  it("tries three times by default, with bounds of 1 and 2 seconds for the jitter, and rejects with the last answer", async () => {
    await using it = await service([json(500, 1), json(502, 2), json(503, { error: "last" })]);
    expect(await rejection(it.transport.request(get))).toMatchObject({ statusCode: 503, attempts: 3 });
    expect(it.waits).toEqual([1_000, 2_000]);
  });

  it.each([408, 429, 500, 502, 503, 504])("tries again after %i", async (status) => {
    await using it = await service([text(status, ""), ok]);
    expect(await it.transport.request(get)).toMatchObject({ attempts: 2 });
  });

  it.each([400, 401, 402, 403, 404, 409, 422])("does not try again after %i", async (status) => {
    await using it = await service([text(status, ""), ok]);
    expect(await rejection(it.transport.request(get))).toMatchObject({ statusCode: status, attempts: 1 });
  });

  it("stops as soon as a status comes that no retry can better", async () => {
    await using it = await service([down, json(404, {}), ok]);
    expect(await rejection(it.transport.request(get))).toMatchObject({ name: "NotFoundError", attempts: 2 });
  });

  it("does not wait after the last attempt", async () => {
    await using it = await service([down], { maxRetries: 0 });
    await rejection(it.transport.request(get));
    expect(it.waits).toEqual([]);
  });

  it("takes the number of retries from the call before the client's", async () => {
    await using it = await service([down], { maxRetries: 5 });
    expect(await rejection(it.transport.request({ ...get, maxRetries: 1 }))).toMatchObject({ attempts: 2 });
    expect(await rejection(it.transport.request({ ...get, maxRetries: 0 }))).toMatchObject({ attempts: 1 });
  });

  it("reads the body of a failed attempt, so that its connection serves the next", async () => {
    await using it = await service([text(503, "x".repeat(1_000_000)), ok], { sleep: () => sleep(20) });
    await it.transport.request(get);
    const [first, second] = it.server.seen;
    expect(second?.port).toBe(first?.port);
  });
});

describe("what the service asks to wait", () => {
  it("waits for the seconds of Retry-After, without jitter", async () => {
    await using it = await service([json(429, {}, { "retry-after": "7" }), ok]);
    await it.transport.request(get);
    expect(it.waits).toEqual([7_000]);
  });

  it("waits until the date of Retry-After", async () => {
    await using it = await service([json(429, {}, { "retry-after": "Thu, 01 Jan 2026 00:00:09 GMT" }), ok]);
    await it.transport.request(get);
    expect(it.waits).toEqual([9_000]);
  });

  it("takes Retry-After: 0 for no wish, and backs off", async () => {
    await using it = await service([json(429, {}, { "retry-after": "0" }), ok]);
    await it.transport.request(get);
    expect(it.waits).toEqual([1_000]);
  });

  it("never waits longer than a minute", async () => {
    await using it = await service([json(503, {}, { "retry-after": "86400" }), ok]);
    await it.transport.request(get);
    expect(it.waits).toEqual([60_000]);
  });

  it("rejects at once with the last error when the wait would pass the deadline", async () => {
    await using it = await service([json(429, { error: "slow down" }, { "retry-after": "6" }), ok]);
    const error = await rejection(it.transport.request({ ...get, deadlineMs: 5_000 }));
    expect(error).toMatchObject({ name: "RateLimitError", attempts: 1, body: { error: "slow down" } });
    expect(it.waits).toEqual([]);
  });

  it("counts back-off against the deadline (F-N11)", async () => {
    await using it = await service([down]);
    const error = await rejection(it.transport.request({ ...get, deadlineMs: 2_500, maxRetries: 9 }));
    expect(error).toMatchObject({ name: "ServerError", attempts: 2 });
    expect(it.waits).toEqual([1_000]);
  });

  it("rejects with the last error when the wait itself overslept the deadline", async () => {
    let clock = 0;
    const oversleep = async () => {
      clock = 10_000;
    };
    const late = { now: () => clock, sleep: oversleep };
    await using it = await service([down, ok], late);
    expect(await rejection(it.transport.request({ ...get, deadlineMs: 5_000 }))).toMatchObject({
      statusCode: 503,
      attempts: 1,
    });
  });
});

describe("operations that add something each time (F-N18)", () => {
  const adds = { ...post, repeat: "adds" } as const;

  it.each([408, 500, 503])("are not repeated after %i", async (status) => {
    await using it = await service([text(status, ""), ok]);
    expect(await rejection(it.transport.request(adds))).toMatchObject({ statusCode: status, attempts: 1 });
    expect(it.server.seen).toHaveLength(1);
  });

  it("are not repeated after a connection that was reset, for the service may have done it", async () => {
    await using it = await service([reset, ok]);
    expect(await rejection(it.transport.request(adds))).toMatchObject({ name: "ConnectionError", attempts: 1 });
    expect(it.server.seen).toHaveLength(1);
  });

  it("are repeated after 429", async () => {
    await using it = await service([text(429, ""), ok]);
    expect(await it.transport.request(adds)).toMatchObject({ attempts: 2 });
  });

  it("are repeated when nothing was sent", async () => {
    await using it = await service([ok]);
    await it.server[Symbol.asyncDispose]();
    expect(await rejection(it.transport.request(adds))).toMatchObject({ name: "ConnectionError", attempts: 3 });
  });

  it("are repeated when the call itself asks for retries", async () => {
    await using it = await service([down, reset, ok]);
    expect(await it.transport.request({ ...adds, maxRetries: 2 })).toMatchObject({ attempts: 3 });
  });

  it("are not repeated because the client has retries", async () => {
    await using it = await service([down, ok], { maxRetries: 4 });
    expect(await rejection(it.transport.request(adds))).toMatchObject({ attempts: 1 });
  });
});

describe("connections that fail", () => {
  it("are tried again when they are reset before any answer", async () => {
    await using it = await service([reset, ok]);
    expect(await it.transport.request(post)).toMatchObject({ status: 200, attempts: 2 });
  });

  it("are tried again when the answer was cut", async () => {
    await using it = await service([cutBody, ok]);
    expect(await it.transport.request(get)).toMatchObject({ status: 200, attempts: 2 });
  });

  it("reject as ConnectionError with what fetch threw, and name its code", async () => {
    await using it = await service([ok]);
    await it.server[Symbol.asyncDispose]();
    const error = await rejection(it.transport.request(get));
    expect(error).toMatchObject({
      name: "ConnectionError",
      attempts: 3,
      message: expect.stringContaining("ECONNREFUSED"),
    });
    expect((error as Error).cause).toMatchObject({ name: "TypeError" });
  });

  it("are not tried again after a timeout: the caller has waited as long as it said", async () => {
    await using it = await service([hang, ok], { timeoutMs: 50 });
    expect(await rejection(it.transport.request(get))).toMatchObject({ name: "TimeoutError", attempts: 1 });
    expect(it.server.seen).toHaveLength(1);
  });
});

describe("log lines", () => {
  it("tell of a retry at debug level, without key, query, headers and body", async () => {
    const lines: string[] = [];
    const write = (...line: unknown[]) => void lines.push(line.join(" "));
    const logger = { debug: write, info: write, warn: write, error: write };
    await using it = await service([json(503, { error: "trait-7" }), ok], { logger, headers: { "x-token": "hidden" } });
    await it.transport.request({ ...post, path: "/companies?keys=person", body: '{"trait":"value"}' });
    expect(lines).toEqual(["POST /companies answered 503; attempt 2 in 1000 ms"]);
  });

  it("cannot break a call when the logger throws", async () => {
    const fail = () => {
      throw new Error("disk full");
    };
    await using it = await service([down, ok], { logger: { debug: fail, info: fail, warn: fail, error: fail } });
    expect(await it.transport.request(get)).toMatchObject({ attempts: 2 });
  });
});
