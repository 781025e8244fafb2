import { describe, expect, it } from "@jest/globals";
import { failedUnsent, isRetryableStatus } from "../../src/core/index.ts";
import { failureCode, mayRetryStatus } from "../../src/core/retry-rule.ts";

describe("isRetryableStatus", () => {
  it("is true for 408, 429 and 5xx", () => {
    expect([408, 429, 500, 503, 599].every(isRetryableStatus)).toBe(true);
    expect([200, 301, 304, 400, 401, 404, 409, 422, 499].some(isRetryableStatus)).toBe(false);
  });
});

describe("mayRetryStatus", () => {
  it("leaves to operations that add something only 429", () => {
    expect([408, 429, 500].map((status) => mayRetryStatus(status, "adds"))).toEqual([false, true, false]);
  });
});

describe("failedUnsent", () => {
  const failed = (code: string) => new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code }) });

  it("is true where no connection came about", () => {
    for (const code of ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]) {
      expect(failedUnsent(failed(code))).toBe(true);
    }
    expect(failedUnsent(Object.assign(new Error("x"), { code: "ConnectionRefused" }))).toBe(true);
  });

  it("is false where the request may have arrived, and where nothing is known", () => {
    for (const error of [failed("ECONNRESET"), failed("UND_ERR_SOCKET"), new Error("x"), undefined, "ECONNREFUSED"]) {
      expect(failedUnsent(error)).toBe(false);
    }
  });
});

describe("failureCode", () => {
  it("ends with causes that go in a circle", () => {
    const error = new Error("x");
    error.cause = error;
    expect(failureCode(error)).toBeUndefined();
  });
});
