import { describe, expect, it } from "@jest/globals";
import { isBefore } from "../../src/stream/stream-id.ts";

describe("stream ids", () => {
  it("are ordered by both numbers", () => {
    expect(isBefore("9-10", "10-1")).toBe(true);
    expect(isBefore("10-2", "10-10")).toBe(true);
    expect(isBefore("10-10", "10-2")).toBe(false);
    expect(isBefore("10-2", "10-2")).toBe(false);
  });

  it("fall back to text, and to the order of arrival where one is missing", () => {
    expect(isBefore("a", "b")).toBe(true);
    expect(isBefore(undefined, "1-1")).toBe(false);
    expect(isBefore("1-1", undefined)).toBe(false);
  });
});
