import { inspect } from "node:util";
import { describe, expect, it, jest } from "@jest/globals";
import { ApiError, ConflictError, NotFoundError, TimeoutError } from "../../src/core/index.ts";

describe("ApiError", () => {
  it("says its readable name in `name`, in text and in the stack", () => {
    const error = new NotFoundError("gone");
    expect(error.name).toBe("NotFoundError");
    expect(String(error)).toBe("NotFoundError: gone");
    expect(error.stack).toMatch(/^NotFoundError: gone/);
  });

  it("is an Error and an ApiError by instanceof", () => {
    expect(new TimeoutError("late")).toBeInstanceOf(Error);
    expect(new TimeoutError("late")).toBeInstanceOf(ApiError);
  });

  it("recognises its own kind, and each subclass only itself", () => {
    expect(ApiError.is(new NotFoundError("gone"))).toBe(true);
    expect(NotFoundError.is(new NotFoundError("gone"))).toBe(true);
    expect(ConflictError.is(new NotFoundError("gone"))).toBe(false);
    expect(NotFoundError.is(new ApiError("gone"))).toBe(false);
    for (const other of [undefined, null, "ApiError", {}, new Error("x"), { name: "ApiError" }]) {
      expect(ApiError.is(other)).toBe(false);
    }
  });

  it("recognises an error of another copy of the package", async () => {
    jest.resetModules();
    const other = await import("../../src/core/index.ts");
    expect(other.NotFoundError).not.toBe(NotFoundError);
    const error: unknown = new other.NotFoundError("gone");
    expect(ApiError.is(error)).toBe(true);
    expect(NotFoundError.is(error)).toBe(true);
  });

  it("has only the members that are known, so that a console shows nothing empty", () => {
    const error = new ApiError("failed", { attempts: 1, statusCode: 500, body: undefined });
    expect(Object.keys(error).sort()).toEqual(["attempts", "statusCode"]);
    expect(inspect(error)).not.toContain("undefined");
  });

  it("keeps the cause", () => {
    const cause = new Error("why");
    expect(new ApiError("failed", { cause }).cause).toBe(cause);
    expect(new ApiError("failed")).not.toHaveProperty("cause");
  });
});
