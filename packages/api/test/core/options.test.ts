import { describe, expect, it } from "@jest/globals";
import { cleanBaseUrl, cleanCount, cleanMs, cleanString, isBlank } from "../../src/core/index.ts";

describe("isBlank", () => {
  it("is true for what is unset, empty or white space", () => {
    expect([undefined, null, "", " \n"].map(isBlank)).toEqual([true, true, true, true]);
    expect(isBlank("x")).toBe(false);
  });
});

describe("cleanString", () => {
  it("trims, and takes blank for unset", () => {
    expect(cleanString("apiKey", " key\n")).toBe("key");
    expect(cleanString("apiKey", " ")).toBeUndefined();
    expect(() => cleanString("apiKey", 7 as never)).toThrow("apiKey must be a string");
  });
});

describe("cleanBaseUrl", () => {
  it.each([
    ["https://api.test", "https://api.test"],
    ["https://api.test/", "https://api.test"],
    ["https://api.test/prefix///", "https://api.test/prefix"],
    [" HTTP://API.test:80/p ", "http://api.test/p"],
  ])("makes %p %p", (given, clean) => {
    expect(cleanBaseUrl("baseUrl", given)).toBe(clean);
  });

  it("takes the fallback for a blank one", () => {
    expect(cleanBaseUrl("baseUrl", "  ", "https://api.test")).toBe("https://api.test");
    expect(() => cleanBaseUrl("baseUrl", "")).toThrow("baseUrl is missing");
  });

  it.each([
    "nonsense",
    "localhost:3000",
    "ftp://api.test",
    "https://me:secret@api.test",
    "https://api.test?secret=1",
    "https://api.test#secret",
  ])("refuses %p without repeating it", (given) => {
    const clean = () => cleanBaseUrl("baseUrl", given);
    expect(clean).toThrow(
      expect.objectContaining({ name: "ConfigError", message: expect.stringMatching(/^baseUrl /) }),
    );
    expect(clean).not.toThrow(/secret/);
  });
});

describe("cleanMs and cleanCount", () => {
  it("take the fallback for what is unset", () => {
    expect([cleanMs("timeoutMs", undefined, 5), cleanCount("maxRetries", undefined, 2)]).toEqual([5, 2]);
  });

  it("cut a duration to what timers accept", () => {
    expect(cleanMs("timeoutMs", Number.POSITIVE_INFINITY, 5)).toBe(2_147_483_647);
  });

  it.each([0, -1, Number.NaN, "5" as never])("refuse a duration of %p", (value) => {
    expect(() => cleanMs("timeoutMs", value, 5)).toThrow("timeoutMs must be a number above 0");
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])("refuse a count of %p", (value) => {
    expect(() => cleanCount("maxRetries", value, 5)).toThrow("maxRetries must be a whole number from 0");
  });
});
