import { describe, expect, it } from "@jest/globals";
import { classifyLoss, reconnectDelayMs } from "../../src/connection/reconnect-policy.ts";

const lost = { refused: false, detail: "" };

describe("the reconnect policy", () => {
  it("spreads attempts over the whole of a doubling, capped bound", () => {
    for (const [failures, bound] of [
      [1, 1_000],
      [2, 2_000],
      [5, 16_000],
      [6, 30_000],
      [10_000, 30_000],
    ] as const) {
      expect(reconnectDelayMs(lost, failures, () => 0.999_999)).toBeCloseTo(bound, -1);
      expect(reconnectDelayMs(lost, failures, () => 0.5)).toBe(bound / 2);
    }
  });

  it("never comes back at once, whatever the dice say", () => {
    expect(reconnectDelayMs(lost, 1, () => 0)).toBe(100);
  });

  it("waits between one and two minutes after a refusal", () => {
    expect(reconnectDelayMs({ refused: true, detail: "" }, 1, () => 0)).toBe(60_000);
    expect(reconnectDelayMs({ refused: true, detail: "" }, 9, () => 0.5)).toBe(90_000);
  });

  it("takes 401, 403 and close 4001 for refusals and everything else for passing trouble", () => {
    for (const end of [{ status: 401, code: 1006 }, { status: 403, code: 1006 }, { code: 4001 }]) {
      expect(classifyLoss(end)).toMatchObject({ refused: true });
    }
    for (const code of [1000, 1001, 1006, 1009, 1011, 1012, 1013]) {
      expect(classifyLoss({ code })).toMatchObject({ refused: false });
    }
    for (const status of [404, 429, 500, 503])
      expect(classifyLoss({ status, code: 1006 })).toMatchObject({ refused: false });
  });
});
