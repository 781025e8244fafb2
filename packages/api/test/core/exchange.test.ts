import { describe, expect, it } from "@jest/globals";
import { json, type Reply, text } from "./loopback.ts";
import { get, post, rejection, service } from "./service.ts";

const ok = json(200, { data: 1 });
const to = (location: string, status = 307): Reply => text(status, "moved", { location });

describe("redirects", () => {
  it.each([307, 308])("of status %i repeat method, body and key within the origin", async (status) => {
    await using it = await service([to("/elsewhere?x=1", status), ok]);
    expect(await it.transport.request(post)).toMatchObject({
      status: 200,
      attempts: 1,
      url: `${it.server.origin}/elsewhere?x=1`,
    });
    expect(it.server.seen[1]).toMatchObject({ method: "POST", url: "/elsewhere?x=1", body: "{}" });
    expect(it.server.seen[1]?.headers).toMatchObject({ "x-schematic-api-key": "sch_dev_secret" });
  });

  it.each([301, 302, 303])("of status %i turn a POST into a GET without a body", async (status) => {
    await using it = await service([to("/elsewhere", status), ok]);
    expect(await it.transport.request(post)).toMatchObject({ method: "GET" });
    expect(it.server.seen[1]).toMatchObject({ method: "GET", body: "" });
    expect(it.server.seen[1]?.headers).not.toHaveProperty("content-type");
  });

  it("of status 302 leave a DELETE what it is", async () => {
    await using it = await service([to("/elsewhere", 302), ok]);
    await it.transport.request({ method: "DELETE", path: "/companies/1" });
    expect(it.server.seen[1]).toMatchObject({ method: "DELETE" });
  });

  it.each([301, 303, 307])(
    "of status %i to another origin are refused, and nothing is sent there (F-N27)",
    async (status) => {
      await using other = await service([ok]);
      await using it = await service([to(`${other.server.origin}/steal`, status)]);
      const error = await rejection(it.transport.request(post));
      expect(error).toMatchObject({ name: "ApiError", statusCode: status, attempts: 1 });
      expect(error).toMatchObject({ message: expect.stringContaining(`another origin, ${other.server.origin}`) });
      expect(other.server.seen).toHaveLength(0);
      expect(it.server.seen).toHaveLength(1);
    },
  );

  it("to another host by a relative address are refused too", async () => {
    await using it = await service([to("//localhost:1/x")]);
    expect(await rejection(it.transport.request(get))).toMatchObject({
      message: expect.stringContaining("another origin"),
    });
  });

  it("are followed five times, and no more", async () => {
    await using five = await service([...Array<Reply>(5).fill(to("/again")), ok]);
    expect(await five.transport.request(get)).toMatchObject({ status: 200 });
    await using loop = await service([to("/again")]);
    const error = await rejection(loop.transport.request(get));
    expect(error).toMatchObject({ statusCode: 307, message: expect.stringContaining("more than 5 times") });
    expect(loop.server.seen).toHaveLength(6);
  });

  it("are refused where the platform hides them", async () => {
    const hidden = Object.defineProperties(new Response(), { status: { value: 0 }, type: { value: "opaqueredirect" } });
    await using it = await service([ok], { fetch: async () => hidden });
    const error = await rejection(it.transport.request(get));
    expect(error).toMatchObject({ name: "ApiError", message: expect.stringContaining("refused") });
    expect(error).not.toHaveProperty("statusCode");
  });
});

describe("a fetch of the caller's", () => {
  it("is called with the address and no `this`, which platforms object to", async () => {
    const calls: unknown[][] = [];
    async function fetch(this: unknown, ...args: unknown[]) {
      calls.push([this, args[0]]);
      return new Response("1");
    }
    await using it = await service([ok], { fetch });
    await it.transport.request(get);
    expect(calls).toEqual([[undefined, `${it.server.origin}/companies`]]);
  });

  it("that throws at once is a connection that failed", async () => {
    const boom = new Error("no proxy");
    const fetch = () => {
      throw boom;
    };
    await using it = await service([ok], { fetch });
    expect(await rejection(it.transport.request(get))).toMatchObject({
      name: "ConnectionError",
      cause: boom,
      attempts: 3,
    });
  });

  it.each([undefined, null, 1, {}, { status: 200 }])("that gives %p is a DecodeError", async (rubbish) => {
    await using it = await service([ok], { fetch: async () => rubbish as never });
    expect(await rejection(it.transport.request(get))).toMatchObject({ name: "DecodeError", attempts: 1 });
  });
});
