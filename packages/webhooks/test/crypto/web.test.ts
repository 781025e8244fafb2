import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import * as node from "../../src/crypto/node.ts";
import * as web from "../../src/crypto/web.ts";
import { vectors } from "../vectors.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const bodies = fc.oneof(fc.string({ unit: "grapheme" }), fc.uint8Array({ maxLength: 300 }));
const secrets = fc.string({ minLength: 1, unit: "binary" });

describe("Web Crypto, where there is no node:crypto", () => {
  it.each(vectors)("makes the known signature of $body", async ({ body, timestamp, secret, signature }) => {
    expect(hex(await web.sign(body, timestamp, secret))).toBe(signature);
  });

  it("offers what node:crypto offers", () => {
    expect(Object.keys(web).sort()).toEqual(Object.keys(node).sort());
  });

  it("signs and hashes as node:crypto does", async () => {
    const property = fc.asyncProperty(bodies, fc.nat(), secrets, async (body, timestamp, secret) => {
      expect(hex(await web.sign(body, String(timestamp), secret))).toBe(
        hex(node.sign(body, String(timestamp), secret)),
      );
      const bytes = Buffer.from(body);
      expect(hex(await web.sha256(bytes))).toBe(hex(node.sha256(bytes)));
    });
    await fc.assert(property, { numRuns: 200 });
  });

  it.each([
    ["node:crypto", node.matches],
    ["Web Crypto", web.matches],
  ])("compares every bit, with %s", (_, matches) => {
    const expected = Uint8Array.from({ length: 32 }, (_, index) => index * 8);
    expect(matches(expected, hex(expected))).toBe(true);
    expect(matches(expected, hex(expected).toUpperCase())).toBe(true);
    for (let bit = 0; bit < 256; bit++) {
      const other = expected.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect(matches(expected, hex(other))).toBe(false);
    }
  });
});
