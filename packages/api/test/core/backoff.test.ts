import { describe, expect, it } from "@jest/globals";
import { backoffMs } from "../../src/core/index.ts";

describe("backoffMs", () => {
  it("doubles its bound with each attempt, up to the longest", () => {
    const bounds = [1, 2, 3, 7, 50, 5_000].map((attempt) => backoffMs({ attempt, random: () => 1 }));
    expect(bounds).toEqual([1_000, 2_000, 4_000, 60_000, 60_000, 60_000]);
    expect(backoffMs({ attempt: 3, baseMs: 10, maxMs: 30, random: () => 1 })).toBe(30);
  });

  it("has full jitter: anything from 0 to the bound", () => {
    expect(backoffMs({ attempt: 1, random: () => 0 })).toBe(0);
    expect(backoffMs({ attempt: 2, random: () => 0.25 })).toBe(500);
  });
});
