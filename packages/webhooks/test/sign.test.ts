import { describe, expect, it } from "@jest/globals";
import { computeSignature, signWebhook, verifyWebhook, verifyWebhookSignature } from "@schematic/webhooks";
import { vectors } from "./vectors.ts";

const secret = "whsec_test_1";

describe("computeSignature", () => {
  it.each(vectors)("makes the known signature of $body", async ({ body, timestamp, secret, signature }) => {
    expect(await computeSignature(body, timestamp, secret)).toBe(signature);
    expect(await computeSignature(new TextEncoder().encode(body), timestamp, secret)).toBe(signature);
  });

  it("signs the bytes that a view shows, not the whole buffer behind it", async () => {
    const buffer = new TextEncoder().encode("xxbodyxx").buffer;
    const before = [...new Uint8Array(buffer)];
    const expected = await computeSignature("body", "1", secret);
    expect(await computeSignature(new Uint8Array(buffer, 2, 4), "1", secret)).toBe(expected);
    expect(await computeSignature(new DataView(buffer, 2, 4), "1", secret)).toBe(expected);
    expect(await computeSignature(buffer.slice(2, 6), "1", secret)).toBe(expected);
    // The caller's bytes are read only: nothing is appended behind the view (F-G8).
    expect([...new Uint8Array(buffer)]).toEqual(before);
  });

  it("refuses a parsed body, rather than sign something else", async () => {
    const parsed: unknown = { id: 1 };
    // @ts-expect-error: only bytes and text can be signed
    await expect(computeSignature(parsed, "1", secret)).rejects.toThrow(TypeError);
  });

  it.each(["", "  "])("refuses the secret %j", async (blank) => {
    await expect(computeSignature("{}", "1", blank)).rejects.toThrow(TypeError);
  });
});

describe("signWebhook", () => {
  it("makes what verifyWebhook accepts", async () => {
    const signed = await signWebhook({ action: "test.send", body: {} }, { secret });
    expect(await verifyWebhook(signed, { secret })).toMatchObject({ action: "test.send" });
  });

  it("sends exactly the bytes that it signed", async () => {
    const bytes = Uint8Array.from([0, 255, 10]);
    const signed = await signWebhook(bytes, { secret });
    bytes.fill(7);
    expect(await verifyWebhookSignature(signed, { secret })).toEqual(Uint8Array.from([0, 255, 10]));
  });

  it("claims the time it is given, in whole seconds", async () => {
    const { headers } = await signWebhook("{}", { secret, now: () => 1_700_000_000_999 });
    expect(headers).toMatchObject({
      "Content-Type": "application/json",
      "X-Schematic-Webhook-Timestamp": "1700000000",
      "X-Schematic-Webhook-Signature-Version": "v1",
    });
  });

  it("can be spread into fetch's options", async () => {
    const signed = await signWebhook({ action: "test.send" }, { secret });
    const request = new Request("http://localhost/", { method: "POST", ...signed });
    expect(await verifyWebhook(request, { secret })).toMatchObject({ action: "test.send" });
  });

  it("refuses a blank secret", async () => {
    await expect(signWebhook({}, { secret: "" })).rejects.toThrow(TypeError);
  });
});
