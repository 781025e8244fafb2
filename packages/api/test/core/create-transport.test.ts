import { describe, expect, it } from "@jest/globals";
import { createTransport, NotFoundError, ServerError } from "../../src/core/index.ts";
import { json, loopback } from "./loopback.ts";

describe("createTransport", () => {
  it("sends a request with key, agent and body, and gives back the text", async () => {
    await using server = await loopback(json(201, { data: 1 }));
    const transport = createTransport({ apiKey: "sch_dev_x", baseUrl: `${server.origin}/prefix//` });
    const answer = await transport.request({ method: "POST", path: "/flags?x=1", body: "{}" });
    expect(answer).toMatchObject({ status: 201, body: '{"data":1}', attempts: 1, url: `${server.origin}/prefix/flags?x=1` });
    const [seen] = server.seen;
    expect(seen).toMatchObject({ method: "POST", url: "/prefix/flags?x=1", body: "{}" });
    expect(seen?.headers["x-schematic-api-key"]).toBe("sch_dev_x");
  });
  it("retries", async () => {
    await using server = await loopback(json(503, { error: "no" }), json(200, 1));
    const transport = createTransport({ apiKey: "k", baseUrl: server.origin, random: () => 0 });
    expect(await transport.request({ method: "GET", path: "/x" })).toMatchObject({ attempts: 2 });
    expect(NotFoundError.is(new ServerError("x"))).toBe(false);
  });
});
