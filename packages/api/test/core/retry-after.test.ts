import { describe, expect, it } from "@jest/globals";
import { retryAfterMs } from "../../src/core/index.ts";

const now = Date.UTC(2026, 0, 1);
const seconds = now / 1_000;

function asked(headers: Record<string, string>, status = 429, random = 0): number | undefined {
  return retryAfterMs(status, new Headers(headers), { now: () => now, random: () => random });
}

describe("retryAfterMs", () => {
  it.each([
    ["7", 7_000],
    [" 7 ", 7_000],
    ["0.5", 500],
    ["61", 60_000],
    ["Thu, 01 Jan 2026 00:00:30 GMT", 30_000],
    ["Thursday, 01-Jan-26 00:00:30 GMT", 30_000],
    ["Thu, 01 Jan 2026 01:00:00 GMT", 60_000],
    ["0", undefined],
    ["-5", undefined],
    ["soon", undefined],
    ["", undefined],
    ["2026", 60_000],
    ["Wed, 31 Dec 2025 23:59:00 GMT", undefined],
  ])("reads Retry-After: %s as %p", (value, ms) => {
    expect(asked({ "retry-after": value })).toBe(ms);
  });

  it("reads X-RateLimit-Reset as Unix seconds, and spreads what waits for it", () => {
    expect(asked({ "x-ratelimit-reset": String(seconds + 10) })).toBe(10_000);
    expect(asked({ "x-ratelimit-reset": String(seconds + 10) }, 429, 1)).toBe(12_000);
    expect(asked({ "x-ratelimit-reset": String(seconds + 600) }, 429, 1)).toBe(60_000);
  });

  it("takes a reset in the past, or in words, for no wish", () => {
    expect(asked({ "x-ratelimit-reset": String(seconds - 1) })).toBeUndefined();
    expect(asked({ "x-ratelimit-reset": "tomorrow" })).toBeUndefined();
  });

  it("reads Retry-After first", () => {
    expect(asked({ "retry-after": "3", "x-ratelimit-reset": String(seconds + 10) })).toBe(3_000);
  });

  it("reads the reset only after 429: services send it with every answer", () => {
    expect(asked({ "x-ratelimit-reset": String(seconds + 10) }, 503)).toBeUndefined();
    expect(asked({ "retry-after": "3" }, 503)).toBe(3_000);
  });
});
