import { describe, expect, it } from "@jest/globals";
import { verifySignature } from "@schematic/webhooks/node";
import { vectors } from "./vectors.ts";

const [{ body, signature, timestamp, secret }] = vectors;
const now = () => Number(timestamp) * 1000;

describe("verifySignature", () => {
  it.each(vectors)("accepts the known signature of $body", ({ body, signature, timestamp, secret }) => {
    verifySignature(body, signature, timestamp, secret, { toleranceMs: null });
    verifySignature(Buffer.from(body), signature, timestamp, secret, { toleranceMs: null });
  });

  it("answers at once, so that nobody can forget to await it", () => {
    expect(verifySignature(body, signature, timestamp, secret, { now })).toBeUndefined();
    expect(() => verifySignature(`${body} `, signature, timestamp, secret, { now })).toThrow(
      expect.objectContaining({ code: "bad-signature" }),
    );
  });

  it("refuses what is older than 5 minutes unless told otherwise", () => {
    expect(() => verifySignature(body, signature, timestamp, secret)).toThrow(
      expect.objectContaining({ code: "expired" }),
    );
    verifySignature(body, signature, timestamp, secret, { now: () => now() + 300_000 });
    expect(() => verifySignature(body, signature, timestamp, secret, { now: () => now() + 300_001 })).toThrow(
      expect.objectContaining({ code: "expired" }),
    );
  });

  it("takes several secrets", () => {
    verifySignature(body, signature, timestamp, ["new", secret], { now });
    expect(() => verifySignature(body, signature, timestamp, ["new", "newer"], { now })).toThrow();
  });

  it.each([
    ["an unusable signature", `${signature}zz`, timestamp],
    ["an unusable timestamp", signature, "soon"],
  ])("refuses %s as malformed", (_, signature, timestamp) => {
    expect(() => verifySignature(body, signature, timestamp, secret)).toThrow(
      expect.objectContaining({ code: "malformed" }),
    );
  });

  it("refuses a parsed body and says what to change", () => {
    const parsed: unknown = JSON.parse(body);
    // @ts-expect-error: only bytes and text can be verified
    expect(() => verifySignature(parsed, signature, timestamp, secret)).toThrow(
      expect.objectContaining({ code: "body-unavailable", message: expect.stringContaining("express.raw(") }),
    );
  });

  it.each([
    ["signature", undefined, timestamp],
    ["signature", "", timestamp],
    ["timestamp", signature, undefined],
  ])("refuses a missing %s as missing-header", (_, signature, timestamp) => {
    expect(() => verifySignature(body, signature, timestamp, secret)).toThrow(
      expect.objectContaining({ code: "missing-header" }),
    );
  });

  it("takes headers as Node has them: a list of one, but not of two", () => {
    verifySignature(body, [signature], [timestamp], secret, { now });
    for (const [signatures, timestamps] of [
      [[signature, signature], timestamp],
      [signature, [timestamp, timestamp]],
    ]) {
      expect(() => verifySignature(body, signatures, timestamps, secret, { now })).toThrow(
        expect.objectContaining({ code: "malformed" }),
      );
    }
    expect(() => verifySignature(body, [], timestamp, secret)).toThrow(
      expect.objectContaining({ code: "missing-header" }),
    );
  });

  it.each(["", " "])("refuses the secret %j", (blank) => {
    expect(() => verifySignature(body, signature, timestamp, blank)).toThrow(TypeError);
  });
});
