// Time limits and aborts, on real timers: limits are short, and no test asserts how long something took.
import { getEventListeners } from "node:events";
import { describe, expect, it, jest } from "@jest/globals";
import { sleep } from "../../src/core/index.ts";
import { hang, hangInBody, json } from "./loopback.ts";
import { get, rejection, service } from "./service.ts";

const limit = { timeoutMs: 40 };

describe("an attempt's time limit", () => {
  it("ends a request that is never answered, as an error of its own class (F-N1)", async () => {
    await using it = await service([hang]);
    const error = await rejection(it.transport.request({ ...get, ...limit }));
    expect(error).toMatchObject({
      name: "TimeoutError",
      attempts: 1,
      message: "GET /companies: no whole answer within 40 ms",
    });
  });

  it("is a minute where nobody says otherwise (F-G5)", async () => {
    await using it = await service([json(200, {})]);
    const timer = jest.spyOn(globalThis, "setTimeout");
    await it.transport.request(get);
    const delays = timer.mock.calls.map(([, ms]) => ms);
    timer.mockRestore();
    expect(delays).toContain(60_000);
  });

  it("covers the body (F-N11)", async () => {
    await using it = await service([hangInBody]);
    expect(await rejection(it.transport.request({ ...get, ...limit }))).toMatchObject({ name: "TimeoutError" });
  });

  it("is cut to what is left until the deadline", async () => {
    await using it = await service([hang], { now: Date.now });
    expect(await rejection(it.transport.request({ ...get, deadlineMs: 40 }))).toMatchObject({ name: "TimeoutError" });
  });

  it("holds also for a fetch that ignores the signal", async () => {
    await using it = await service([hang], { fetch: () => new Promise(() => undefined) });
    expect(await rejection(it.transport.request({ ...get, ...limit }))).toMatchObject({ name: "TimeoutError" });
  });

  it("may be longer than timers reach, which would fire at once", async () => {
    await using it = await service([(response) => setTimeout(() => response.end("1"), 20)]);
    expect(await it.transport.request({ ...get, timeoutMs: Number.POSITIVE_INFINITY })).toMatchObject({ body: "1" });
    expect(await it.transport.request({ ...get, timeoutMs: 2 ** 40 })).toMatchObject({ body: "1" });
  });

  it("closes the connection that it gave up", async () => {
    let closed = false;
    await using it = await service([
      (response) => {
        response.on("close", () => {
          closed = true;
        });
      },
    ]);
    await rejection(it.transport.request({ ...get, ...limit }));
    while (!closed) await sleep(5);
  });
});

describe("the caller's signal", () => {
  it("sends nothing when it has fired already", async () => {
    await using it = await service([json(200, {})]);
    const error = await rejection(it.transport.request({ ...get, signal: AbortSignal.abort("enough") }));
    expect(error).toMatchObject({ name: "AbortError", attempts: 0, cause: "enough" });
    expect(it.server.seen).toHaveLength(0);
  });

  it.each([
    ["before the answer", hang],
    ["during the body", hangInBody],
  ])("ends a request %s", async (_, reply) => {
    const abort = new AbortController();
    await using it = await service([
      (response, seen) => {
        reply(response, seen);
        setTimeout(() => abort.abort("enough"), 20);
      },
    ]);
    const error = await rejection(it.transport.request({ ...get, signal: abort.signal }));
    expect(error).toMatchObject({ name: "AbortError", attempts: 1, cause: "enough" });
  });

  it("ends the wait between attempts at once (F-N23)", async () => {
    const abort = new AbortController();
    const answered = json(503, {}, { "retry-after": "60" });
    await using it = await service([answered], { sleep });
    const pending = rejection(it.transport.request({ ...get, signal: abort.signal }));
    while (it.server.seen.length === 0) await sleep(5);
    await sleep(20);
    abort.abort("enough");
    expect(await pending).toMatchObject({ name: "AbortError", attempts: 1, cause: "enough" });
    expect(it.server.seen).toHaveLength(1);
  });

  it("keeps no listener, whatever becomes of the call", async () => {
    const { signal } = new AbortController();
    await using it = await service([json(503, {}), json(200, {}), json(404, {}), hang], { sleep, random: () => 0 });
    await it.transport.request({ ...get, signal });
    await rejection(it.transport.request({ ...get, signal }));
    await rejection(it.transport.request({ ...get, signal, ...limit }));
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });
});
