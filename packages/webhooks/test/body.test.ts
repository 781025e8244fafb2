import { describe, expect, it } from "@jest/globals";
import { signWebhook, verifyWebhook, verifyWebhookSignature, type WebhookSignatureError } from "@schematic/webhooks";
import { companyUpdated, refusalOf, secret, signedRequest } from "./signed.ts";

describe("a body that cannot be had", () => {
  it.each([{ id: 1 }, null, undefined, 7, [1, 2]])("is refused when it was parsed: %j", async (body) => {
    const { headers } = await signWebhook(companyUpdated, { secret });
    const error = await refusalOf({ headers, body });
    expect(error).toMatchObject({ code: "body-unavailable", status: 500 });
    expect(error).toMatchObject({ message: expect.stringContaining("express.raw(") });
  });

  it("is not needed parsed when rawBody holds the bytes", async () => {
    const { headers, body } = await signWebhook(companyUpdated, { secret });
    const parts = { headers, body: companyUpdated, rawBody: Buffer.from(body) };
    await expect(verifyWebhook(parts, { secret })).resolves.toMatchObject({ action: "company.updated" });
  });

  it("may be the empty string, which is there", async () => {
    const { headers } = await signWebhook("", { secret });
    await expect(verifyWebhookSignature({ headers, rawBody: "" }, { secret })).resolves.toHaveLength(0);
  });

  it("is refused when the Request was read already", async () => {
    const request = await signedRequest();
    await request.text();
    expect(await refusalOf(request)).toMatchObject({ code: "body-unavailable", status: 500 });
  });

  it("is refused when part of the Request was read", async () => {
    const request = await signedRequest();
    const reader = request.body?.getReader();
    await reader?.read();
    reader?.releaseLock();
    expect(await refusalOf(request)).toMatchObject({ code: "body-unavailable", status: 500 });
  });

  it("is refused when somebody else is reading the Request", async () => {
    const request = await signedRequest();
    request.body?.getReader();
    expect(await refusalOf(request)).toMatchObject({ code: "body-unavailable", status: 500 });
  });

  it("is refused with 413 when it is too large, in whatever form it comes", async () => {
    const signed = await signWebhook("x".repeat(101), { secret });
    const request = new Request("http://localhost/", { method: "POST", ...signed });
    for (const input of [signed, request]) {
      const error = await refusalOf(input, { maxBodyBytes: 100 });
      expect(error).toMatchObject({ code: "body-unavailable", status: 413 });
    }
  });

  it("may be 4 MiB by default, and not a byte more", async () => {
    for (const [size, length] of [
      [4 * 1024 * 1024, "read"],
      [4 * 1024 * 1024 + 1, 413],
    ]) {
      const outcome = verifyWebhookSignature(await signedRequest("x".repeat(Number(size))), { secret });
      expect(
        await outcome.then(
          () => "read",
          (error: WebhookSignatureError) => error.status,
        ),
      ).toBe(length);
    }
  });

  it("is not read at all when it is declared as too large", async () => {
    const { headers } = await signWebhook("", { secret });
    const request = new Request("http://localhost/", {
      method: "POST",
      headers: { ...headers, "Content-Length": "101" },
      body: "x".repeat(101),
    });
    expect(await refusalOf(request, { maxBodyBytes: 100 })).toMatchObject({ status: 413 });
    expect(request.bodyUsed).toBe(false);
  });

  it("is not read further than the limit", async () => {
    const { headers } = await signWebhook("", { secret });
    let pulled = 0;
    const body = new ReadableStream({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(10));
      },
    });
    const init = { method: "POST", headers, body, duplex: "half" };
    expect(await refusalOf(new Request("http://localhost/", init), { maxBodyBytes: 100 })).toMatchObject({
      status: 413,
    });
    expect(pulled).toBeLessThan(20);
  });

  it.each<[string, (text: string) => unknown]>([
    ["text", (text) => text],
    ["buffers", (text) => new TextEncoder().encode(text).buffer],
  ])("is counted and verified in chunks of %s, which some runtimes let through", async (_, chunkOf) => {
    const { headers } = await signWebhook("éé", { secret });
    const request = () => {
      const body = new ReadableStream({
        start(controller) {
          for (const text of ["é", "é"]) controller.enqueue(chunkOf(text));
          controller.close();
        },
      });
      return new Request("http://localhost/", { method: "POST", headers, body, ...{ duplex: "half" } });
    };
    expect(await verifyWebhookSignature(request(), { secret })).toEqual(new TextEncoder().encode("éé"));
    expect(await refusalOf(request(), { maxBodyBytes: 3 })).toMatchObject({ status: 413 });
  });

  it("is refused with 400 when the sender breaks off", async () => {
    const { headers } = await signWebhook("", { secret });
    const cause = new Error("reset");
    const body = new ReadableStream({ start: (controller) => controller.error(cause) });
    const init = { method: "POST", headers, body, duplex: "half" };
    const error = await refusalOf(new Request("http://localhost/", init));
    expect(error).toMatchObject({ code: "body-unavailable", status: 400, cause });
  });

  it.each([0, -1, 1.5, Number.NaN])("needs a limit that is a size, not %d", async (maxBodyBytes) => {
    expect(await refusalOf(await signedRequest(), { maxBodyBytes })).toBeInstanceOf(RangeError);
  });
});

describe("a genuine body", () => {
  it.each(["", "not json", "[]", "null", '"text"', "{"])("that is no JSON object is malformed: %j", async (body) => {
    const error = await refusalOf(await signedRequest(body));
    expect(error).toMatchObject({ code: "malformed", status: 400 });
    expect(error).toMatchObject({ message: expect.stringContaining("the signature is right") });
  });

  it("is not quoted in the error", async () => {
    const error = await refusalOf(await signedRequest("private text"));
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("private");
  });
});
