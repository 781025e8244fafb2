import { describe, expect, it } from "@jest/globals";
import {
  signWebhook,
  type VerifyOptions,
  verifyWebhookSignature,
  type WebhookHeaders,
  WebhookSignatureError,
} from "@schematic/webhooks";
import { refusalOf, rejection, secret, signedRequest } from "./signed.ts";
import { vectors } from "./vectors.ts";

const SIGNATURE = "X-Schematic-Webhook-Signature";
const TIMESTAMP = "X-Schematic-Webhook-Timestamp";
const [vector] = vectors;
const signed = { [SIGNATURE]: vector.signature, [TIMESTAMP]: vector.timestamp };

/** Headers as some frameworks give them, whose `get` promises text and gives a list. */
function arraysOf(record: Record<string, string>): WebhookHeaders {
  const lists: { get(name: string): unknown } = { get: (name) => [record[name]] };
  return lists as WebhookHeaders;
}

const verifyVector = (headers: WebhookHeaders, options: Partial<VerifyOptions> = {}): Promise<Uint8Array> =>
  verifyWebhookSignature({ headers, body: vector.body }, { secret: vector.secret, toleranceMs: null, ...options });

describe("verifyWebhookSignature", () => {
  it.each(vectors)("accepts the known signature of $body", async ({ body, secret, signature, timestamp }) => {
    const headers = { [SIGNATURE]: signature, [TIMESTAMP]: timestamp };
    const bytes = await verifyWebhookSignature({ headers, body }, { secret, toleranceMs: null });
    expect(new TextDecoder().decode(bytes)).toBe(body);
  });

  it.each<[string, WebhookHeaders]>([
    ["Web Headers", new Headers(signed)],
    ["a record in the documented case", signed],
    ["a record in lower case, as Node has it", Object.fromEntries(new Headers(signed))],
    ["a record in an odd case", { "x-SCHEMATIC-webhook-Signature": vector.signature, [TIMESTAMP]: vector.timestamp }],
    ["arrays of one", { [SIGNATURE]: [vector.signature], [TIMESTAMP]: [vector.timestamp] }],
    ["a header named get beside them", { ...signed, get: "x" }],
    ["a record by methods that give arrays", arraysOf({ ...signed })],
  ])("reads the headers from %s", async (_, headers) => {
    await expect(verifyVector(headers)).resolves.toBeInstanceOf(Uint8Array);
  });

  it.each<[string, Record<string, string | string[]>]>([
    ["no headers", {}],
    ["no signature", { [TIMESTAMP]: vector.timestamp }],
    ["no timestamp", { [SIGNATURE]: vector.signature }],
    ["an empty signature", { ...signed, [SIGNATURE]: "" }],
    ["an empty array", { ...signed, [SIGNATURE]: [] }],
  ])("refuses a request with %s as missing-header", async (_, headers) => {
    for (const form of [headers, new Headers(Object.entries(headers).map(([name, value]) => [name, String(value)]))]) {
      expect(await rejection(verifyVector(form))).toMatchObject({ code: "missing-header", status: 400 });
    }
  });

  it("names the signature first when both headers are missing", async () => {
    expect(await rejection(verifyVector({}))).toMatchObject({ message: expect.stringContaining(SIGNATURE) });
  });

  it.each([
    ["trailing garbage, which hex decoders swallow", `${vector.signature}zz`],
    ["an odd digit more", `${vector.signature}0`],
    ["a byte more", `${vector.signature}00`],
    ["a digit less", vector.signature.slice(1)],
    ["a leading space", ` ${vector.signature}`],
    ["a trailing newline", `${vector.signature}\n`],
    ["a prefix", `sha256=${vector.signature}`],
    ["no hex", "not a signature"],
    ["the signature twice", `${vector.signature}, ${vector.signature}`],
  ])("refuses a signature with %s as malformed", async (_, signature) => {
    expect(await rejection(verifyVector({ ...signed, [SIGNATURE]: signature }))).toMatchObject({
      code: "malformed",
      status: 400,
    });
  });

  it("accepts upper-case hex, which spells the same bytes", async () => {
    await expect(verifyVector({ ...signed, [SIGNATURE]: vector.signature.toUpperCase() })).resolves.toBeDefined();
  });

  it.each(["17e8", "1700000000.5", "-1", "+1700000000", " 1700000000", "0x10", "NaN", "١٧", "2023-11-14T22:13:20Z"])(
    "refuses the timestamp %j as malformed",
    async (timestamp) => {
      expect(await rejection(verifyVector({ ...signed, [TIMESTAMP]: timestamp }))).toMatchObject({ code: "malformed" });
    },
  );

  it("does not let a digit move between body and timestamp", async () => {
    const { headers } = await signWebhook("x+1", { secret, now: () => 2000 });
    const moved = { ...headers, [TIMESTAMP]: "1+2" };
    const error = await rejection(verifyWebhookSignature({ headers: moved, body: "x" }, { secret, toleranceMs: null }));
    expect(error).toMatchObject({ code: "malformed" });
  });

  it.each<[string, Record<string, string | string[]>]>([
    ["an array of two", { ...signed, [SIGNATURE]: [vector.signature, vector.signature] }],
    ["two casings", { ...signed, "x-schematic-webhook-signature": vector.signature }],
    ["two timestamps", { ...signed, [TIMESTAMP]: [vector.timestamp, "1"] }],
  ])("refuses a header that comes twice as malformed: %s", async (_, headers) => {
    expect(await rejection(verifyVector(headers))).toMatchObject({ code: "malformed" });
  });

  it("refuses a header that Web Headers have joined from two", async () => {
    const headers = new Headers(signed);
    headers.append(SIGNATURE, vector.signature);
    expect(await rejection(verifyVector(headers))).toMatchObject({ code: "malformed" });
  });

  it("reads headers under other names when told to", async () => {
    const headers = { "x-sig": vector.signature, "x-time": vector.timestamp };
    await expect(verifyVector(headers, { signatureHeader: "X-Sig", timestampHeader: "X-Time" })).resolves.toBeDefined();
  });

  it("takes blank names of headers for none", async () => {
    await expect(verifyVector(signed, { signatureHeader: "", timestampHeader: " " })).resolves.toBeDefined();
    await expect(verifyVector(new Headers(signed), { signatureHeader: "" })).resolves.toBeDefined();
  });

  it.each([
    ["another byte", vector.body.replace("comp_1", "comp_2"), vector.timestamp, vector.secret],
    ["another timestamp", vector.body, "1700000001", vector.secret],
    ["another secret", vector.body, vector.timestamp, "whsec_test_2"],
    ["a space more", `${vector.body} `, vector.timestamp, vector.secret],
  ])("refuses %s as bad-signature", async (_, body, timestamp, key) => {
    const headers = { ...signed, [TIMESTAMP]: timestamp };
    const error = await rejection(verifyWebhookSignature({ headers, body }, { secret: key, toleranceMs: null }));
    expect(error).toMatchObject({ code: "bad-signature", status: 401 });
  });

  it("refuses a signature that differs in one bit, wherever it is", async () => {
    for (let index = 0; index < 64; index++) {
      const digit = (Number.parseInt(vector.signature.charAt(index), 16) ^ 1).toString(16);
      const signature = vector.signature.slice(0, index) + digit + vector.signature.slice(index + 1);
      const error = await rejection(verifyVector({ ...signed, [SIGNATURE]: signature }));
      expect(error).toMatchObject({ code: "bad-signature" });
    }
  });

  it("accepts any one of several secrets, so that they can be rotated", async () => {
    await expect(verifyVector(signed, { secret: ["new", vector.secret] })).resolves.toBeDefined();
    await expect(verifyVector(signed, { secret: [vector.secret, "old"] })).resolves.toBeDefined();
    expect(await rejection(verifyVector(signed, { secret: ["new", "old"] }))).toMatchObject({ code: "bad-signature" });
  });

  it.each([[""], ["  "], [undefined], [null], [[]], [[secret, ""]], [[undefined]], [7], [{}]])(
    "refuses the secret %j",
    async (blank: unknown) => {
      const error = await rejection(verifyVector(signed, { secret: blank as string }));
      expect(error).toBeInstanceOf(TypeError);
      expect(error).toMatchObject({ message: "a webhook secret is missing or blank" });
    },
  );

  it("reads a Request's exact bytes, be they UTF-8, binary or none", async () => {
    const allBytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    for (const body of [allBytes, "Café ☕ 🚀", ""]) {
      const bytes = await verifyWebhookSignature(await signedRequest(body), { secret });
      expect(bytes).toEqual(typeof body === "string" ? new TextEncoder().encode(body) : body);
    }
  });
});

describe("WebhookSignatureError", () => {
  it("is recognised across copies of the package", async () => {
    const error = await refusalOf({ headers: {}, body: "" });
    expect(error).toBeInstanceOf(WebhookSignatureError);
    expect(error).toMatchObject({ name: "WebhookSignatureError" });
    expect(WebhookSignatureError.is(error)).toBe(true);
    const brand = { [Symbol.for("@schematic/webhooks/WebhookSignatureError")]: true };
    expect(WebhookSignatureError.is(brand)).toBe(true);
    expect([new Error("x"), null, undefined, "x"].some(WebhookSignatureError.is)).toBe(false);
  });
});
