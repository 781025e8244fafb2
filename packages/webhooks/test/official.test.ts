import { describe, expect, it } from "@jest/globals";
import { verifyWebhookSignature } from "@schematic/webhooks";
import { verifySignature } from "@schematic/webhooks/node";
import {
  computeHexSignature,
  verifySignature as verifyOfficially,
  verifyWebhookSignature as verifyRequestOfficially,
} from "@schematichq/schematic-typescript-node";
import fc from "fast-check";

interface Case {
  readonly body: Buffer | string;
  readonly signature: string;
  readonly timestamp: string;
  readonly secret: string;
}

/** Where we refuse on purpose what the official verifier accepts; the README lists the same. */
const stricter: Record<string, (example: Case) => boolean> = {
  "a signature that is more than 64 hex digits": ({ signature }) => !/^[\da-f]{64}$/i.test(signature),
  "a timestamp that is not 1 to 12 digits": ({ timestamp }) => !/^\d{1,12}$/.test(timestamp),
  "a blank secret": ({ secret }) => secret.trim() === "",
};

const accepts = (verify: () => void): boolean => {
  try {
    verify();
    return true;
  } catch {
    return false;
  }
};

const bodies = fc.oneof(
  fc.string({ unit: "binary", maxLength: 100 }),
  fc.json(),
  fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
);
const timestamps = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 2_000_000_000 }).map(String) },
  fc.constantFrom("", " 1700000000", "1700000000 ", "1700000000.0", "+1", "-1", "1e9", "soon", "1".repeat(13)),
);
const secrets = fc.oneof({ weight: 5, arbitrary: fc.string({ minLength: 1 }) }, fc.constantFrom("", " ", "é☕", "k"));

/** What may happen to a right signature on its way. */
const changes: readonly ((signature: string, index: number, garbage: string) => string)[] = [
  (signature) => signature,
  (signature) => signature,
  (signature) => signature.toUpperCase(),
  (signature, index) => signature.slice(0, index),
  (signature, index, garbage) => signature.slice(0, index) + garbage + signature.slice(index + garbage.length),
  (signature, _, garbage) => signature + garbage,
  (signature) => `${signature}zz`,
  (signature) => `${signature}0`,
  (signature) => `${signature}00`,
  (signature) => ` ${signature}`,
  (signature) => `${signature}\n`,
  (signature) => `sha256=${signature}`,
  () => "0".repeat(64),
  (_, __, garbage) => garbage,
];

const examples = fc
  .record({
    body: bodies,
    timestamp: timestamps,
    secret: secrets,
    other: fc.record({ body: bodies, secret: secrets }),
    // Most cases are signed for what they are; the rest for another body or with another secret.
    forged: fc.constantFrom("no", "no", "no", "body", "secret"),
    change: fc.constantFrom(...changes),
    index: fc.nat(63),
    garbage: fc.oneof(fc.string({ minLength: 1, maxLength: 3 }), fc.constantFrom("0", "f", "zz", "é", ",")),
  })
  .map(({ body, timestamp, secret, other, forged, change, index, garbage }): Case => {
    const signedBody = forged === "body" ? other.body : body;
    const right = computeHexSignature(signedBody, timestamp, forged === "secret" ? other.secret : secret);
    return { body, timestamp, secret, signature: change(right, index, garbage) };
  });

describe("beside the official verifier", () => {
  it("agrees on 10,000 generated cases, except where it is stricter on purpose", () => {
    const seen = new Map<string, number>();
    const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
    const property = fc.property(examples, (example) => {
      const { body, signature, timestamp, secret } = example;
      const official = accepts(() => verifyOfficially(body, signature, timestamp, secret));
      const ours = accepts(() => verifySignature(body, signature, timestamp, secret, { toleranceMs: null }));
      const reason = official && Object.keys(stricter).find((name) => stricter[name]?.(example));
      count(reason || (ours ? "both accept" : "both refuse"));
      return ours === (official && !reason);
    });
    fc.assert(property, { numRuns: 10_000, seed: 20_261_124 });

    // Every kind of case has really occurred, so the agreement says something.
    for (const what of ["both accept", "both refuse", ...Object.keys(stricter)]) {
      expect([what, (seen.get(what) ?? 0) > 50]).toEqual([what, true]);
    }
  });

  it("agrees on requests too, read from headers as Node has them", async () => {
    const property = fc.asyncProperty(examples, fc.constantFrom("lower", "exact"), async (example, spelling) => {
      const { body, signature, timestamp, secret } = example;
      const named: Record<string, string> = {
        "X-Schematic-Webhook-Signature": signature,
        "X-Schematic-Webhook-Timestamp": timestamp,
      };
      const headers = spelling === "exact" ? named : lowerCased(named);
      const official = accepts(() => verifyRequestOfficially({ headers }, secret, body));
      const ours = await verifyWebhookSignature({ headers, body }, { secret, toleranceMs: null }).then(
        () => true,
        () => false,
      );
      const reason = official && Object.keys(stricter).some((name) => stricter[name]?.(example));
      return ours === (official && !reason);
    });
    await fc.assert(property, { numRuns: 2_000, seed: 20_261_124 });
  });
});

const lowerCased = (record: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name.toLowerCase(), value]));
