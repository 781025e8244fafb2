import { describe, expect, it } from "@jest/globals";
import { decodeJson, type TransportResponse } from "../../src/core/index.ts";
import { cutBody, json, text } from "./loopback.ts";
import { get, rejection, service } from "./service.ts";

const html = "<html>Welcome to the airport</html>";

describe("decodeJson", () => {
  it("gives the value of a body, as text or bytes", async () => {
    await using it = await service([json(200, { data: [1] })]);
    expect(decodeJson(await it.transport.request(get))).toEqual({ data: [1] });
    expect(decodeJson(await it.transport.request({ ...get, read: "bytes" }))).toEqual({ data: [1] });
  });

  it("gives undefined for 204", async () => {
    await using it = await service([text(204, "")]);
    expect(decodeJson(await it.transport.request(get))).toBeUndefined();
  });

  it.each([
    ["HTML with status 200 (F-N4)", html],
    ["truncated JSON", '{"data":['],
    ["an empty body", ""],
  ])("throws DecodeError for %s, which is not tried again", async (_, body) => {
    await using it = await service([text(200, body, { "content-type": "text/html", "x-request-id": "r1" })]);
    const error = await rejection(it.transport.request(get).then(decodeJson));
    expect(error).toMatchObject({ name: "DecodeError", statusCode: 200, body, requestId: "r1", attempts: 1 });
    expect(error).toMatchObject({ message: expect.not.stringContaining("airport") });
    expect(it.server.seen).toHaveLength(1);
  });

  it("never sees a body that the connection cut: that is a ConnectionError", async () => {
    await using it = await service([cutBody], { maxRetries: 0 });
    const error = await rejection(it.transport.request(get).then((answer: TransportResponse) => decodeJson(answer)));
    expect(error).toMatchObject({ name: "ConnectionError" });
  });
});
