import { describe, expect, it } from "@jest/globals";
import {
  signWebhook,
  type VerifyOptions,
  verifyWebhook,
  verifyWebhookSignature,
  type WebhookHeaders,
  type WebhookInput,
  WebhookSignatureError,
} from "@schematic/webhooks";
import { companyUpdated, rejection, secret, signedRequest } from "./signed.ts";
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

const refusalOf = async (input: WebhookInput, options: Partial<VerifyOptions> = {}): Promise<unknown> =>
  rejection(verifyWebhook(input, { secret, ...options }));

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

describe("the tolerance", () => {
  const now = () => 1_700_000_000_000;
  const at = async (seconds: number) => signWebhook(companyUpdated, { secret, now: () => now() + seconds * 1000 });

  it.each([-300, -299, 0, 300])("lets a signature of %d s pass by default", async (seconds) => {
    await expect(verifyWebhook(await at(seconds), { secret, now })).resolves.toBeDefined();
  });

  it.each([-301, 301, -86_400, 86_400])("refuses a signature of %d s as expired by default", async (seconds) => {
    expect(await refusalOf(await at(seconds), { now })).toMatchObject({ code: "expired", status: 401 });
  });

  it("can be narrowed, widened, and switched off", async () => {
    expect(await refusalOf(await at(-31), { now, toleranceMs: 30_000 })).toMatchObject({ code: "expired" });
    await expect(verifyWebhook(await at(-3600), { secret, now, toleranceMs: 3_600_000 })).resolves.toBeDefined();
    await expect(verifyWebhook(await at(-1e9), { secret, now, toleranceMs: null })).resolves.toBeDefined();
  });

  it("calls a forgery a forgery, however old", async () => {
    const { body, headers } = await at(-86_400);
    expect(await refusalOf({ body: `${body} `, headers }, { now })).toMatchObject({ code: "bad-signature" });
  });

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY])("refuses %d, which is no duration", async (toleranceMs) => {
    expect(await refusalOf(await at(0), { now, toleranceMs })).toBeInstanceOf(RangeError);
  });

  it("does not let everything pass when the clock is broken", async () => {
    expect(await refusalOf(await at(0), { now: () => Number.NaN })).toMatchObject({ code: "expired" });
  });
});

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
